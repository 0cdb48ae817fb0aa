"""Write the few lines of Python that make a page's result, with NumPy, SciPy, OpenCV and Pillow alone."""
