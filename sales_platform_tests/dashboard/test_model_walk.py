"""The quick walk of Vizro's models meets what Vizro's own walk meets, in its order, while an application is built."""

import pytest
from vizro import Vizro
from vizro.managers import model_manager
from vizro.managers._model_manager import ModelManager

from sales_platform.dashboard import app
from sales_platform.dashboard.model_walk import WALK, models_of, quick_walks
from sales_platform.dashboard.reading import LakeReader

OWN = vars(ModelManager)[WALK]


def own_walk(part: object) -> list[object]:
    return list(OWN(model_manager, part))


def test_it_meets_the_same_models_of_every_page_as_vizro_s_own(reader: LakeReader) -> None:
    app.build(reader)
    models = list(model_manager._get_models())
    assert len(models) > 400
    for model in models:
        found = list(models_of(model))
        assert [id(each) for each in found] == [id(each) for each in own_walk(model)]
        assert found[0] is model


def test_it_meets_the_models_in_lists_and_mappings_and_none_in_texts(reader: LakeReader) -> None:
    app.build(reader)
    first, second, *_ = model_manager._get_models()
    part = {"a": [first, "text", 1, None, b"bytes"], "b": ({"c": second},), "d": {first.id}}
    assert [id(each) for each in models_of(part)] == [id(each) for each in own_walk(part)]
    assert list(models_of("text")) == list(models_of(None)) == []


def test_an_application_is_built_with_it_and_vizro_has_its_own_again_whatever_happens(
    reader: LakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks = []
    build = Vizro.build

    def seen(*arguments: object) -> object:
        walks.append(vars(ModelManager)[WALK])
        return build(*arguments)

    monkeypatch.setattr(Vizro, "build", seen)
    app.build(reader)
    assert [walk is OWN for walk in walks] == [False]
    with pytest.raises(ZeroDivisionError), quick_walks():
        raise ZeroDivisionError
    assert vars(ModelManager)[WALK] is OWN
