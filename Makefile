# make: run the eight examples.  make test: prove the eight answers.
# PYTHON=python3.9 make ... takes another Python.
PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
READY := .venv/ready-$(VERSION)

.PHONY: mains test
mains: $(READY)
	.venv/bin/python mains

test: $(READY)
	.venv/bin/pytest -n auto --dist loadgroup

# one environment at a time: a change of Python or of requirements makes it anew
$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 9) <= v <= (3, 13) and f"expected Python 3.9 to 3.13, found {v[0]}.{v[1]}: try PYTHON=python3.12 make")'
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@
