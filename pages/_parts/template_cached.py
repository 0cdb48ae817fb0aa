"""The template page's score map, kept by the content of picture and template."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images.display import value_range
from core.matching import match_template
from core.matching.search import Plan, likeness
from core.matching.variants import variant
from pages._parts.pictures import Picture
from pages._parts.template_sources import Template

__all__ = ["score_map"]

_BY_CONTENT = {
    Picture: lambda picture: (picture.source.digest, picture.image.shape),
    Template: lambda template: template.digest,
    Plan: lambda plan: (plan.method, plan.scales[0], plan.angles[0]),
}


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False, hash_funcs=_BY_CONTENT)
def score_map(picture: Picture, template: Template, plan: Plan) -> NDArray[np.generic]:
    """Return how alike the template is at every place, for the first size and angle of the plan."""
    sought = template.sought
    pixels, counted = variant(sought.pixels, scale=plan.scales[0], angle=plan.angles[0], mask=sought.mask)
    scores = match_template(picture.image, pixels, method=plan.method, mask=None if counted.all() else counted)
    low, high = value_range(picture.image)
    return likeness(scores, pixels, counted, method=plan.method, span=high - low)
