"""Staff add a company by the address of its careers page."""

from typing import Any

from django import forms

from ingest.models import Board, Company
from ingest.recognise import Recognised
from ingest.recognising.search import FORM_PATIENCE, find_board


class NewCompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument at run time.
    careers_url = forms.CharField(
        label="Careers URL",
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=(
            "The page that lists the company's postings, at its vendor, or a page of its own that shows or links them: "
            f"then up to {FORM_PATIENCE.seconds} seconds are spent on looking. It is visited right after."
        ),
    )
    name = forms.CharField(max_length=200, required=False, help_text="Empty: made from what the URL calls the board.")

    class Meta:
        model = Company
        fields = ("name",)

    board: Recognised
    website = ""
    site_name = ""

    def clean_careers_url(self) -> str:
        url: str = self.cleaned_data["careers_url"]
        finding = find_board(url, FORM_PATIENCE)
        found = finding.board
        if found is None:
            raise forms.ValidationError(finding.reason)
        known = Board.objects.select_related("company").filter(source=found.source, token__iexact=found.token).first()
        if known:
            raise forms.ValidationError(f"The board {known} is watched already, for {known.company.name}.")
        self.board, self.website, self.site_name = found, finding.website, finding.site_name
        return url

    def clean(self) -> dict[str, Any]:
        return {"name": "", **(super().clean() or self.cleaned_data)}
