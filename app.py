"""Set up Convoscope's page frame and its table of pages."""

from functools import partial
from pathlib import Path

import streamlit as st

from pages import diffusion, fourier, home, kernel, template
from pages._parts.arrangement import arrange
from pages._parts.collector import spare_the_program
from pages._parts.references import refer_to_what_is_kept
from pages._parts.reopen import go_where_a_file_leads
from pages._parts.sharing import share
from pages._parts.steady import keep_steady
from pages._parts.uploads import keep_uploads_in_memory
from pages._parts.wrong_page import lead_to_a_page, tell_wrong_page

# A file of our own: Streamlit would fetch a named icon for the tab from a font service.
_ICON = Path(__file__).parent / "pages" / "_parts" / "icon.png"


def main() -> None:
    """Draw the frame and run the page that the address names."""
    keep_uploads_in_memory()
    spare_the_program()
    refer_to_what_is_kept()
    st.set_page_config(page_title="Convoscope", page_icon=str(_ICON), layout="wide")
    pages = [
        st.Page(kernel.render, title="Kernel", icon=":material/grid_on:", url_path="kernel"),
        st.Page(fourier.render, title="Fourier", icon=":material/waves:", url_path="fourier"),
        st.Page(template.render, title="Template", icon=":material/frame_inspect:", url_path="template"),
        st.Page(diffusion.render, title="Diffusion", icon=":material/blur_medium:", url_path="diffusion"),
    ]
    start = st.Page(partial(home.render, pages), title="Convoscope", icon=":material/blur_on:", default=True)
    lead_to_a_page({"": start.title} | {each.url_path: each.title for each in pages})
    page = st.navigation([start, *pages], position="top")
    keep_steady()
    arrange()
    go_where_a_file_leads({each.url_path or "home": each for each in [start, *pages]}, current=page.url_path or "home")
    page.run()
    share(page.url_path or "home")
    tell_wrong_page()


if __name__ == "__main__":
    main()
