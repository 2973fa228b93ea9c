"""What a person types to come in, and what they choose for themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from handrail.clinic import people
from handrail.clinic.models import Person
from handrail.clinic.models.fields import Language, Look

_TYPED_AS_IT_IS = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class LogInForm(forms.Form):
    """Name and password. One sentence for everything that does not fit, so that nobody learns who exists."""

    error_css_class = "wrong"

    username = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username", "placeholder": " ", **_TYPED_AS_IT_IS}),
        error_messages={"required": _("Enter your log-in name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "placeholder": " "}),
        error_messages={"required": _("Enter your password.")},
    )

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.person: Person | None = None
        if settings.DEMO:
            self.fields["password"].required = False  # invented people have none; those who have one must still give it
        else:
            self.fields["password" if self.is_bound else "username"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Find the person."""
        typed = super().clean() or {}
        if not self.errors:
            self.person = self._invented(**typed) or self._with_password(**typed)
            if self.person is None:
                raise forms.ValidationError(
                    _(
                        "This name and password do not go together. "
                        "Check both, capitals in the password too, and try again."
                    )
                )
        return typed

    def _invented(self, username: str, password: str) -> Person | None:
        if not settings.DEMO or password:
            return None
        person = people.invented_people().filter(username=username.lower()).first()
        return None if person is None or person.has_usable_password() else person

    def _with_password(self, username: str, password: str) -> Person | None:
        person = authenticate(self.request, username=username, password=password)
        return person if isinstance(person, Person) else None


class LanguageForm(forms.Form):
    """The language to read in."""

    language = forms.ChoiceField(choices=Language.choices)


class LookForm(forms.Form):
    """Dim room, paper or dusk."""

    look = forms.ChoiceField(choices=Look.choices)
