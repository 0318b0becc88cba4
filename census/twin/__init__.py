"""The embedded default: a synthetic Gongshu district, made from published facts and a seed."""
