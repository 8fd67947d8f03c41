"""The one door to onnxruntime and torch: nothing outside this package imports either."""
