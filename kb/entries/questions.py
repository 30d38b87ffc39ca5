"""The questions that platform policies and licences answer, with the words for each answer.

An answer is shown three ways: as a short label in a matrix, as a plain sentence on the entry
(`answer_sentence`, `term_sentence`), and as its stored value in a URL or an export.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Question:
    """One question: `label` heads a column, `question` is what an artist would ask."""

    id: str
    label: str
    question: str
    values: Mapping[str, str]
    applies_to: str  #: the kind of entry that answers it: `policy` or `licence`
    sentences: Mapping[str, str]  #: value -> sentence; `{platform}` stands for the name


def _question(
    identifier: str,
    *,
    label: str,
    question: str,
    answers: Mapping[str, tuple[str, str]],
    applies_to: str,
) -> Question:
    return Question(
        id=identifier,
        label=label,
        question=question,
        values={value: short for value, (short, _) in answers.items()},
        applies_to=applies_to,
        sentences={value: sentence for value, (_, sentence) in answers.items()},
    )


def _policy(
    identifier: str, label: str, question: str, **answers: tuple[str, str]
) -> tuple[str, Question]:
    named = {value.replace("_", "-"): words for value, words in answers.items()}
    return identifier, _question(
        identifier, label=label, question=question, answers=named, applies_to="policy"
    )


def _licence(
    identifier: str, label: str, question: str, **answers: tuple[str, str]
) -> tuple[str, Question]:
    return identifier, _question(
        identifier, label=label, question=question, answers=answers, applies_to="licence"
    )


POLICY_QUESTIONS: Final[dict[str, Question]] = dict(
    (
        _policy(
            "platform_trains_on_uploads",
            "Does it train on uploads?",
            "Does the platform train its own AI on what I upload?",
            yes=("Yes", "{platform} trains, or may train, AI on what you upload."),
            no=("No", "{platform} says that it does not train AI on what you upload."),
            opt_in=("Only if you agree", "{platform} trains AI on your uploads only if you agree."),
            opt_out=(
                "Unless you object",
                "{platform} trains AI on your uploads unless you object.",
            ),
            unclear=("Unclear", "It is unclear whether {platform} trains AI on what you upload."),
        ),
        _policy(
            "licenses_uploads_to_ai_developers",
            "Does it license uploads to AI developers?",
            "Does the platform license or sell my uploads to others for training?",
            yes=("Yes", "{platform} licenses, or may license, uploads to others who train AI."),
            no=(
                "No",
                "{platform} says that it does not license uploads to others for training AI.",
            ),
            opt_in=(
                "Only if you agree",
                "{platform} licenses your uploads for training AI only if you agree.",
            ),
            opt_out=(
                "Unless you object",
                "{platform} licenses your uploads for training AI unless you object.",
            ),
            unclear=(
                "Unclear",
                "It is unclear whether {platform} licenses uploads for training AI.",
            ),
        ),
        _policy(
            "scraping_for_training_forbidden",
            "Is scraping for training forbidden?",
            "Does the platform forbid others to collect its pages for training AI?",
            yes=("Yes", "{platform} forbids others to collect its content for training AI."),
            no=("No", "{platform} does not forbid others to collect its content for training AI."),
            unclear=(
                "Unclear",
                "It is unclear whether {platform} forbids collecting its content for training AI.",
            ),
        ),
        _policy(
            "no_ai_tag_offered",
            "Is there a “no AI” tag?",
            "Can I mark my work as not to be used for training?",
            yes=("Yes", "{platform} gives you a way to mark your work as not for training AI."),
            no=("No", "{platform} offers no mark that keeps your work out of AI training."),
        ),
        _policy(
            "ai_images_allowed",
            "Are AI images allowed?",
            "May people publish images there that were made with AI?",
            yes=("Yes", "{platform} allows images made with AI."),
            no=("No", "{platform} does not allow images made with AI."),
            labelled_only=("Only if labelled", "{platform} allows AI images only if labelled."),
            restricted=("With limits", "{platform} allows images made with AI within limits."),
            unclear=("Unclear", "It is unclear whether {platform} allows images made with AI."),
        ),
        _policy(
            "ai_label_required",
            "Must AI images be labelled?",
            "Must images made with AI be marked as such?",
            yes=("Yes", "{platform} requires images made with AI to be labelled."),
            no=("No", "{platform} does not require images made with AI to be labelled."),
            unclear=(
                "Unclear",
                "It is unclear whether {platform} requires images made with AI to be labelled.",
            ),
        ),
        _policy(
            "artists_compensated",
            "Are artists paid for training?",
            "Does the platform pay artists whose works are used for training?",
            yes=("Yes", "{platform} pays artists whose works are used for training AI."),
            no=("No", "{platform} does not pay artists for the use of their works in training."),
            partly=("In part", "{platform} pays some artists, or for some uses in training AI."),
            not_applicable=(
                "Does not arise",
                "Payment for training does not arise on {platform}.",
            ),
        ),
        _policy(
            "user_owns_output",
            "Do users own the output?",
            "Do I own what I make with the generator?",
            yes=("Yes", "As far as the terms of {platform} decide it, you own what you make."),
            no=("No", "Under the terms of {platform} you do not own what you make."),
            conditional=(
                "On conditions",
                "Under the terms of {platform} you own what you make only on conditions.",
            ),
            unclear=(
                "Unclear",
                "It is unclear who owns what you make under the terms of {platform}.",
            ),
        ),
        _policy(
            "indemnity_offered",
            "Is there an indemnity?",
            "Does the platform stand in for me if somebody sues over the output?",
            yes=("Yes", "{platform} promises to stand in for you if others sue over the output."),
            no=("No", "{platform} does not protect you if others sue over the output."),
            paid_plans=(
                "On paid plans",
                "{platform} protects you against claims over the output only on paid plans.",
            ),
        ),
    )
)

LICENCE_QUESTIONS: Final[dict[str, Question]] = dict(
    (
        _licence(
            "training_permitted",
            "Is training permitted?",
            "May the material be used for training AI?",
            yes=("Yes", "The material may be used for training AI."),
            no=("No", "The material may not be used for training AI."),
            conditional=("On conditions", "The material may be used for training on conditions."),
            silent=("Not mentioned", "The text does not say whether training is permitted."),
            disputed=("Disputed", "Whether training is permitted is disputed."),
        ),
        _licence(
            "commercial_use",
            "Is commercial use permitted?",
            "May it be used to earn money?",
            yes=("Yes", "Commercial use is permitted."),
            no=("No", "Commercial use is not permitted."),
            conditional=("On conditions", "Commercial use is permitted on conditions."),
        ),
        _licence(
            "attribution_required",
            "Is credit required?",
            "Must the author be named?",
            yes=("Yes", "Credit must be given."),
            no=("No", "No credit need be given."),
            conditional=("On conditions", "Credit must be given in some cases."),
        ),
        _licence(
            "share_alike",
            "Is it share-alike?",
            "Must what is made from it be shared under the same terms?",
            yes=("Yes", "What is made from it must be shared under the same terms."),
            no=("No", "What is made from it need not be shared under the same terms."),
            conditional=(
                "On conditions",
                "In some cases what is made from it must be shared under the same terms.",
            ),
        ),
        _licence(
            "derivatives_allowed",
            "Are adaptations allowed?",
            "May it be changed and built upon?",
            yes=("Yes", "Adaptations are allowed."),
            no=("No", "Adaptations are not allowed."),
            conditional=("On conditions", "Adaptations are allowed on conditions."),
        ),
        _licence(
            "use_restrictions",
            "Are some uses forbidden?",
            "Does it list purposes for which it must not be used?",
            yes=("Yes", "Some uses are forbidden."),
            no=("No", "No uses are singled out as forbidden."),
        ),
        _licence(
            "output_rights",
            "Who has the rights in the output?",
            "Who has the rights in what is generated, as far as these terms decide it?",
            user=("The user", "The licensor leaves the rights in the output to the user."),
            licensor=("The licensor", "The licensor keeps or takes rights in the output."),
            shared=("Divided", "Rights in the output are divided, or depend on the case."),
            none=("None claimed", "These terms claim no rights in the output."),
            silent=("Not mentioned", "The text does not mention rights in the output."),
        ),
        _licence(
            "machine_readable",
            "Can machines read it?",
            "Is there a form of it that software can read?",
            yes=("Yes", "It has a form that software can read."),
            no=("No", "It has no form that software can read."),
        ),
        _licence(
            "revocable",
            "Can it be revoked?",
            "Can the permission be taken back?",
            yes=("Yes", "The permission can be taken back."),
            no=("No", "The permission cannot be taken back as long as its terms are kept."),
            silent=("Not mentioned", "The text does not say whether it can be taken back."),
        ),
    )
)

QUESTIONS: Final[dict[str, Question]] = {**POLICY_QUESTIONS, **LICENCE_QUESTIONS}

ANSWER_SENTENCES: Final[dict[tuple[str, str], str]] = {
    (question.id, value): sentence
    for question in POLICY_QUESTIONS.values()
    for value, sentence in question.sentences.items()
}

TERM_SENTENCES: Final[dict[tuple[str, str], str]] = {
    (question.id, value): sentence
    for question in LICENCE_QUESTIONS.values()
    for value, sentence in question.sentences.items()
}


_BRACKETS: Final = re.compile(r"\s*\([^()]*\)")
_VERB: Final = re.compile(r"(?<=\{platform\} )(?:[a-z]+s)\b")
_PLURALS: Final = {"does": "do"}
_ITS: Final = re.compile(r"\bits\b")


def answer_sentence(question: str, value: str, *, platform: str) -> str:
    """The answer of a policy as a plain sentence about the platform; KeyError if unknown.

    What a platform's name has in brackets is left out, and the verb follows the name:
    `X (formerly Twitter)` trains, `Getty Images and iStock` train.
    """
    sentence = ANSWER_SENTENCES[question, value]
    name = _BRACKETS.sub("", platform).strip()
    if " and " in name:
        sentence = _VERB.sub(lambda verb: _PLURALS.get(verb[0], verb[0][:-1]), sentence, count=1)
        sentence = _ITS.sub("their", sentence.replace("that it does", "that they do"))
    return sentence.replace("{platform}", name)


def term_sentence(question: str, value: str) -> str:
    """The answer of a licence as a plain sentence; KeyError if unknown."""
    return TERM_SENTENCES[question, value]
