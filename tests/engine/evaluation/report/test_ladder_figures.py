from antigone.engine.evaluation.degradation import LADDER, Degradation, Family
from antigone.engine.evaluation.ladder import LadderSettings, LadderStudy, ladder_study
from antigone.engine.evaluation.report.ladder_figures import draw_ladder
from engine.evaluation.ladder.builders import MeanColour, extractor, people


def study_of(*degradations: Degradation) -> LadderStudy:
    probes, gallery = people(4)
    return ladder_study(
        probes,
        gallery,
        extractor(MeanColour(blind_below=60)),
        settings=LadderSettings(replicates=20),
        degradations=degradations,
    )


def test_a_figure_a_family_names_its_degradations_and_is_the_same_each_time() -> None:
    study = study_of(*(LADDER[name] for name in ("low-light", "over-exposure", "grey")))
    drawings = list(draw_ladder(study))
    assert [each.name for each in drawings] == ["ladder-light", "ladder-colour"]
    assert "Low light with sensor noise" in drawings[0].svg
    assert "FNIR at FPIR 10 %" in drawings[0].svg
    assert "Colour lost" not in drawings[0].svg
    assert list(draw_ladder(study)) == drawings


def test_every_family_has_its_figure() -> None:
    drawings = draw_ladder(study_of(*LADDER.values()))
    assert {each.name for each in drawings} == {f"ladder-{family.value}" for family in Family}
