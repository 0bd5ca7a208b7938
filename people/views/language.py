"""In which language the site speaks to this reader."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views import i18n
from django.views.decorators.http import require_POST

from people.access import ScopedRequest
from people.models import User


@login_not_required
@require_POST
def set_language(request: ScopedRequest) -> HttpResponse:
    """Keep the language: with the account when logged in, in a cookie otherwise."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in User.Language.values:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return i18n.set_language(request)
