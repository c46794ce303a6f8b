/**
 * What DCAT-AP 3.0 asks of a catalogue, as SHACL, written from the tables of its classes (mandatory, recommended and optional
 * properties with cardinality and range) in the order of the document. Recommended properties count as asked for; of the
 * recommended ones only `dct:temporal` of a dataset is left to those that have one.
 */
const prefixes = `
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix : <urn:shapes:> .
`

interface Property {
  path: string
  /** Least and most values, as the document writes them: `1..1`, `0..n`. */
  times: string
  /** A class, `Literal`, `IRI`, or a datatype. */
  range: string
}

const [text, texts, words] = ['1..n Literal', '1..n Literal', '0..n Literal']

const classes: Record<string, Record<string, string>> = {
  'dcat:Catalog': {
    ...{ 'dct:title': text, 'dct:description': texts, 'dct:publisher': '1..1 foaf:Agent' },
    ...{ 'dcat:dataset': '1..n dcat:Dataset', 'dcat:service': '1..n dcat:DataService' },
    ...{ 'dct:language': '1..n dct:LinguisticSystem', 'dct:license': '1..1 dct:LicenseDocument' },
    ...{ 'foaf:homepage': '1..1 foaf:Document', 'dcat:themeTaxonomy': '1..n skos:ConceptScheme' },
    ...{ 'dct:spatial': '1..n dct:Location', 'dct:issued': '1..1 xsd:dateTime' },
    ...{ 'dct:modified': '1..1 xsd:dateTime', 'dct:creator': '0..1 foaf:Agent' },
    ...{ 'dct:rights': '0..1 dct:RightsStatement', 'dct:isPartOf': '0..1 dcat:Catalog' },
  },
  'dcat:Dataset': {
    ...{ 'dct:title': text, 'dct:description': texts, 'dcat:contactPoint': '1..n vcard:Kind' },
    ...{ 'dcat:distribution': '1..n dcat:Distribution', 'dcat:keyword': texts },
    ...{ 'dct:publisher': '1..1 foaf:Agent', 'dct:spatial': '1..n dct:Location' },
    ...{ 'dct:temporal': '0..n dct:PeriodOfTime', 'dcat:theme': '1..n skos:Concept' },
    ...{ 'dct:accessRights': '0..1 dct:RightsStatement', 'dct:accrualPeriodicity': '0..1 dct:Frequency' },
    ...{ 'dct:identifier': words, 'dcat:landingPage': '0..n foaf:Document' },
    ...{ 'dct:language': '0..n dct:LinguisticSystem', 'dct:issued': '0..1 xsd:dateTime' },
    ...{ 'dct:modified': '0..1 xsd:dateTime', 'dcat:version': '0..1 Literal' },
  },
  'dcat:Distribution': {
    ...{ 'dcat:accessURL': '1..n IRI', 'dcatap:availability': '1..1 skos:Concept' },
    ...{ 'dct:description': texts, 'dct:format': '1..1 dct:MediaTypeOrExtent' },
    ...{ 'dct:license': '1..1 dct:LicenseDocument', 'dcat:downloadURL': '0..n IRI' },
    ...{ 'dcat:mediaType': '0..1 dct:MediaType', 'dcat:byteSize': '0..1 xsd:nonNegativeInteger' },
    ...{ 'spdx:checksum': '0..1 spdx:Checksum', 'dct:title': words, 'dct:issued': '0..1 xsd:dateTime' },
    ...{ 'dct:modified': '0..1 xsd:dateTime', 'dct:language': '0..n dct:LinguisticSystem' },
    ...{ 'dcat:accessService': '0..n dcat:DataService', 'dct:rights': '0..1 dct:RightsStatement' },
  },
  'dcat:DataService': {
    ...{ 'dct:title': text, 'dcat:endpointURL': '1..n IRI', 'dcat:endpointDescription': '1..n IRI' },
    ...{ 'dcat:servesDataset': '1..n dcat:Dataset', 'dct:publisher': '0..1 foaf:Agent' },
    ...{ 'dct:license': '0..1 dct:LicenseDocument', 'dct:accessRights': '0..1 dct:RightsStatement' },
  },
  'foaf:Agent': { 'foaf:name': text, 'dct:type': '1..1 skos:Concept' },
  'vcard:Kind': { 'vcard:fn': '1..n Literal', 'vcard:hasURL': '1..n IRI' },
  'skos:ConceptScheme': { 'dct:title': text },
  'skos:Concept': { 'skos:prefLabel': text },
  'spdx:Checksum': { 'spdx:algorithm': '1..1 IRI', 'spdx:checksumValue': '1..1 xsd:hexBinary' },
  'dct:LicenseDocument': { 'dct:type': '1..n skos:Concept' },
  'dct:Location': { 'dcat:bbox': '1..1 geo:wktLiteral' },
}

function propertyOf([path, said]: [string, string]): Property {
  const [times = '', range = ''] = said.split(' ')
  return { path, times, range }
}

function toShacl({ path, times, range }: Property): string {
  const [least = '0', most = 'n'] = times.split('..')
  const kinds: Record<string, string> = { Literal: 'sh:nodeKind sh:Literal', IRI: 'sh:nodeKind sh:IRI' }
  const isDatatype = range.startsWith('xsd:') || range === 'geo:wktLiteral'
  const value = kinds[range] ?? (isDatatype ? `sh:datatype ${range}` : `sh:class ${range}`)
  const bounds = `sh:minCount ${least} ;${most === 'n' ? '' : ` sh:maxCount ${most} ;`}`
  return `[ sh:path ${path} ; ${bounds} ${value} ]`
}

/** The shapes as Turtle; every class is that of resources with an address, but for a few without one. */
export const dcatApShapes = `${prefixes}${Object.entries(classes)
  .map(([name, own]) => {
    const list = Object.entries(own).map((one) => toShacl(propertyOf(one)))
    return `:${name.split(':')[1]} a sh:NodeShape ; sh:targetClass ${name} ; sh:nodeKind sh:IRI ;
  sh:property ${list.join(' ,\n    ')} .`
  })
  .join('\n')}
:MediaTypes a sh:NodeShape ; sh:targetObjectsOf dcat:mediaType ;
  sh:pattern "^https://www.iana.org/assignments/media-types/[a-z]+/[a-zA-Z0-9.+-]+$" .
:Formats a sh:NodeShape ; sh:targetObjectsOf dct:format ;
  sh:pattern "^http://publications.europa.eu/resource/authority/file-type/[A-Z_]+$" .
:Themes a sh:NodeShape ; sh:targetObjectsOf dcat:theme ;
  sh:pattern "^http://publications.europa.eu/resource/authority/data-theme/[A-Z]{4}$" .
:Frequencies a sh:NodeShape ; sh:targetObjectsOf dct:accrualPeriodicity ;
  sh:pattern "^http://publications.europa.eu/resource/authority/frequency/[A-Z_]+$" .
`
