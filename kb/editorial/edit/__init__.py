"""The edit form: a document as fields, what a browser sends as a document, and what is wrong.

`form_for(kind, data)` is what a template shows, `data_from_form(kind, pairs)` reads it back,
and `validated(kind, data)` gives the document or a sentence for each field at fault. Everything
here is pure; `links` alone asks the database whether other entries and courts exist.
"""

from kb.editorial.edit.changing import Changed, change, is_change
from kb.editorial.edit.checking import FieldError, validated
from kb.editorial.edit.links import link_errors
from kb.editorial.edit.reading import FormError, data_from_form, form_pairs
from kb.editorial.edit.tree import Form, FormField, FormItem, FormList, FormSection, form_for

__all__ = [
    "Changed",
    "FieldError",
    "Form",
    "FormError",
    "FormField",
    "FormItem",
    "FormList",
    "FormSection",
    "change",
    "data_from_form",
    "form_for",
    "form_pairs",
    "is_change",
    "link_errors",
    "validated",
]
