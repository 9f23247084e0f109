"""Render the shared templates with sample data into static pages, without settings, database or views.

``python frontend/preview/render.py OUT [--locale DIR]`` writes one HTML file per page of ``pages.py``.
"""

import argparse
from pathlib import Path

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

HERE = Path(__file__).resolve().parent
CORE = HERE.parents[1] / "src" / "fangxian" / "core"


def configure(locale: Path) -> None:
    """Set Django up with the project's templates and nothing else."""
    settings.configure(
        SECRET_KEY="preview",  # noqa: S106 - nothing is signed
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        LANGUAGE_CODE="zh-hans",
        LANGUAGES=[("zh-hans", "简体中文"), ("en", "English")],
        LOCALE_PATHS=[str(locale)],
        STATIC_URL="static/",
        ROOT_URLCONF="urls",
        INSTALLED_APPS=["django.forms", "django.contrib.staticfiles"],
        FORM_RENDERER="django.forms.renderers.TemplatesSetting",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(HERE / "templates"), str(CORE / "templates")],
                "APP_DIRS": True,
            }
        ],
    )
    django.setup()


def main() -> None:
    """Write every page into the directory given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--locale", type=Path, default=CORE.parent / "locale")
    options = parser.parse_args()
    configure(options.locale)
    from pages import PAGES

    options.out.mkdir(parents=True, exist_ok=True)
    with translation.override("zh-hans"):
        for name, context in PAGES.items():
            html = render_to_string(f"preview/{name.split('-')[0]}.html", context())
            (options.out / f"{name}.html").write_text(html, encoding="utf-8")


if __name__ == "__main__":
    main()
