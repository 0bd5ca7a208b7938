"""What is kept out of the log."""

import logging
import re

#: Addresses whose last part lets in whoever has it.
_SECRET = re.compile(r"(/p/|/password/reset/key/)[^/\s]+")


class WithoutSecrets(logging.Filter):
    """Puts an ellipsis where an address holds a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SECRET.search(message):
            record.msg, record.args = _SECRET.sub(r"\1…", message), ()
        return True
