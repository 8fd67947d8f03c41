"""The camera models that ship (twin.catalogue)."""

from twin.catalogue import catalogue


def test_models_make_sense() -> None:
    """Lenses and pictures are possible, and cameras for falling objects are fast enough to follow one."""
    models = catalogue()
    assert len(models) >= 10
    for name, model in models.items():
        assert name == model.model
        assert 5 <= model.hfov_deg <= 120
        assert model.width * 9 == model.height * 16
        assert "highrise" not in name or model.fps >= 25
