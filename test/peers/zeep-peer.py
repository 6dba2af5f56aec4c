"""One SOAP caller for tests, made of Debian's zeep: takes one JSON order on its input, answers in one JSON line.

{"url", "soap": "1.1" | "1.2", "user", "password", "digest": bool, "zulu": bool}: one call of `hello`.
The line is {"status"} when it is let in, {"status", "fault": {"message", "code", "subcodes"}} when not.
"""
import io
import json
import sys

import zeep
from zeep.exceptions import Fault
from zeep.wsse.username import UsernameToken

WSDL = """<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:hello" targetNamespace="urn:hello"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/{soap}/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <types><xsd:schema targetNamespace="urn:hello" elementFormDefault="qualified">
    <xsd:element name="hello"><xsd:complexType><xsd:sequence>
      <xsd:element name="name" type="xsd:string"/>
    </xsd:sequence></xsd:complexType></xsd:element>
    <xsd:element name="answer" type="xsd:string"/>
  </xsd:schema></types>
  <message name="in"><part name="parameters" element="t:hello"/></message>
  <message name="out"><part name="parameters" element="t:answer"/></message>
  <portType name="port"><operation name="hello">
    <input message="t:in"/><output message="t:out"/>
  </operation></portType>
  <binding name="binding" type="t:port">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="hello"><soap:operation soapAction="urn:hello"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
    </operation>
  </binding>
  <service name="service"><port name="port" binding="t:binding">
    <soap:address location="{url}"/>
  </port></service>
</definitions>
"""


class Watching(zeep.Transport):
    status = None

    def post(self, address, message, headers):
        response = super().post(address, message, headers)
        self.status = response.status_code
        return response


order = json.load(sys.stdin)
soap = "soap12" if order["soap"] == "1.2" else "soap"
token = UsernameToken(
    order["user"],
    order["password"],
    use_digest=order["digest"],
    zulu_timestamp=order["zulu"],
)
transport = Watching(timeout=20, operation_timeout=20)
# No proxy that the machine may have set.
transport.session.trust_env = False
wsdl = io.BytesIO(WSDL.format(soap=soap, url=order["url"]).encode())
client = zeep.Client(wsdl, wsse=token, transport=transport)
try:
    client.service.hello(name="Ada")
    told = {}
except Fault as fault:
    subcodes = [str(code) for code in fault.subcodes or []]
    told = {"fault": {"message": fault.message, "code": fault.code, "subcodes": subcodes}}
print(json.dumps({"status": transport.status, **told}))
