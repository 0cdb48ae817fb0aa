"""Write the few lines of Python that make a page's result, with NumPy, SciPy and OpenCV alone."""
