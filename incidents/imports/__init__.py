"""Import of phone-system and ticket files: a file and its mapping in, judged contacts out."""
