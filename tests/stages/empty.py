"""A slider and a line of text: the least that a rerun can do, beside which pages are timed."""

import streamlit as st

value = st.slider("Value", 0, 1000, 500)
st.text(f"value {value}")
