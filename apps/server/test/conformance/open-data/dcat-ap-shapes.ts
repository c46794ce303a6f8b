/**
 * What DCAT-AP 3.0 asks of a catalogue, as SHACL in words of our own: the tables of its classes, held line by line against the
 * shapes published with releases 3.0.0 (`shacl/dcat-ap-SHACL.ttl`) and 2.1.1 (`…shapes`, `…range`, `…shapes_recommended`,
 * `…mdr-vocabularies`) of SEMICeu/DCAT-AP. Where the two differ 3.0 holds: sizes are `xsd:nonNegativeInteger`, checksums of any
 * algorithm. Recommended properties count as asked for; `dct:temporal` only of a dataset with a column that tells it. Two
 * warnings of 2.1.1 are left out because no code exists for a Chinese city: a publisher of the list of EU corporate bodies,
 * and a place of the EU lists or GeoNames.
 */
const prefixes = `
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
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

const law = { 'dcatap:applicableLegislation': '0..n eli:LegalResource' }
const fineness = {
  'dcat:temporalResolution': '0..1 xsd:duration',
  'dcat:spatialResolutionInMeters': '0..1 xsd:decimal',
}

const classes: Record<string, Record<string, string>> = {
  'dcat:Catalog': {
    ...{ 'dct:title': text, 'dct:description': texts, 'dct:publisher': '1..1 foaf:Agent' },
    ...{ 'dcat:dataset': '1..n dcat:Dataset', 'dcat:service': '1..n dcat:DataService' },
    ...{ 'dct:language': '1..n dct:LinguisticSystem', 'dct:license': '1..1 dct:LicenseDocument' },
    ...{ 'foaf:homepage': '1..1 foaf:Document', 'dcat:themeTaxonomy': '1..n skos:ConceptScheme' },
    ...{ 'dct:spatial': '1..n dct:Location', 'dct:issued': '1..1 xsd:dateTime' },
    ...{ 'dct:modified': '1..1 xsd:dateTime', 'dct:creator': '0..1 foaf:Agent' },
    ...{ 'dct:rights': '0..1 dct:RightsStatement', 'dct:isPartOf': '0..1 dcat:Catalog' },
    ...{ 'dct:hasPart': '0..n dcat:Catalog', 'dcat:catalog': '0..n dcat:Catalog' },
    ...{ 'dcat:record': '0..n dcat:CatalogRecord', 'dct:temporal': '0..n dct:PeriodOfTime', ...law },
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
    ...{ 'dct:type': '0..1 skos:Concept', 'dct:creator': '0..n foaf:Agent', ...fineness, ...law },
    ...{ 'dct:conformsTo': '0..n dct:Standard', 'dct:provenance': '0..n dct:ProvenanceStatement' },
    ...{ 'dct:source': '0..n dcat:Dataset', 'dcat:hasVersion': '0..n dcat:Dataset' },
    ...{ 'dct:relation': '0..n rdfs:Resource', 'dct:isReferencedBy': '0..n rdfs:Resource' },
    ...{ 'adms:identifier': '0..n adms:Identifier', 'adms:sample': '0..n dcat:Distribution' },
    ...{ 'foaf:page': '0..n foaf:Document', 'dcat:inSeries': '0..n dcat:DatasetSeries' },
    ...{ 'dcat:qualifiedRelation': '0..n dcat:Relationship', 'adms:versionNotes': words },
    ...{ 'prov:qualifiedAttribution': '0..n prov:Attribution', 'prov:wasGeneratedBy': '0..n prov:Activity' },
  },
  'dcat:Distribution': {
    ...{ 'dcat:accessURL': '1..n rdfs:Resource', 'dcatap:availability': '1..1 skos:Concept' },
    ...{ 'dct:description': texts, 'dct:format': '1..1 dct:MediaTypeOrExtent' },
    ...{ 'dct:license': '1..1 dct:LicenseDocument', 'dcat:downloadURL': '0..n rdfs:Resource' },
    ...{ 'dcat:mediaType': '0..1 dct:MediaType', 'dcat:byteSize': '0..1 xsd:nonNegativeInteger' },
    ...{ 'spdx:checksum': '0..1 spdx:Checksum', 'dct:title': words, 'dct:issued': '0..1 xsd:dateTime' },
    ...{ 'dct:modified': '0..1 xsd:dateTime', 'dct:language': '0..n dct:LinguisticSystem' },
    ...{ 'dcat:accessService': '0..n dcat:DataService', 'dct:rights': '0..1 dct:RightsStatement' },
    ...{ 'dct:conformsTo': '0..n dct:Standard', 'adms:status': '0..1 skos:Concept', ...fineness, ...law },
    ...{ 'odrl:hasPolicy': '0..1 odrl:Policy', 'foaf:page': '0..n foaf:Document' },
    ...{ 'dcat:compressFormat': '0..1 dct:MediaType', 'dcat:packageFormat': '0..1 dct:MediaType' },
  },
  'dcat:DataService': {
    ...{ 'dct:title': text, 'dcat:endpointURL': '1..n rdfs:Resource' },
    ...{ 'dcat:endpointDescription': '1..n rdfs:Resource', 'dct:description': words, ...law },
    ...{ 'dcat:contactPoint': '0..n vcard:Kind', 'dct:conformsTo': '0..n dct:Standard' },
    ...{ 'dct:format': '0..n dct:MediaTypeOrExtent', 'dcat:theme': '0..n skos:Concept' },
    ...{ 'dcat:landingPage': '0..n foaf:Document' },
    ...{ 'dcat:servesDataset': '1..n dcat:Dataset', 'dct:publisher': '0..1 foaf:Agent' },
    ...{ 'dct:license': '0..1 dct:LicenseDocument', 'dct:accessRights': '0..1 dct:RightsStatement' },
  },
  'foaf:Agent': { 'foaf:name': text, 'dct:type': '1..1 skos:Concept' },
  'vcard:Kind': { 'vcard:fn': '1..n Literal', 'vcard:hasURL': '1..n IRI' },
  'skos:ConceptScheme': { 'dct:title': text },
  'skos:Concept': { 'skos:prefLabel': text },
  'spdx:Checksum': {
    'spdx:algorithm': '1..1 spdx:ChecksumAlgorithm',
    'spdx:checksumValue': '1..1 xsd:hexBinary',
  },
  'dct:LicenseDocument': { 'dct:type': '1..n skos:Concept' },
  'dct:Location': { 'dcat:bbox': '1..1 geo:wktLiteral', 'dcat:centroid': '1..1 geo:wktLiteral' },
  'dct:PeriodOfTime': { 'dcat:startDate': '1..1 xsd:date', 'dcat:endDate': '1..1 xsd:date' },
  // The published shapes name these classes without properties; ours are resources with an address.
  ...{ 'rdfs:Resource': {}, 'spdx:ChecksumAlgorithm': {}, 'foaf:Document': {}, 'dct:LinguisticSystem': {} },
  ...{ 'dct:Frequency': {}, 'dct:RightsStatement': {}, 'dct:MediaType': {}, 'dct:MediaTypeOrExtent': {} },
}

const eu = 'http://publications.europa.eu/resource/authority'
const admsLists = 'http://purl.org/adms'

/** The lists the codes of a property are of: each value says so itself. */
const lists: Array<[focus: string, path: string, list: string]> = [
  ...(['Catalog', 'Dataset', 'Distribution'] as const).map((name): [string, string, string] => [
    `dcat:${name}`,
    'dct:language',
    `${eu}/language`,
  ]),
  ['dcat:Dataset', 'dct:accrualPeriodicity', `${eu}/frequency`],
  ['dcat:Dataset', 'dcat:theme', `${eu}/data-theme`],
  ['dcat:Dataset', 'dct:type', `${eu}/dataset-type`],
  ['dcat:Dataset', 'dct:accessRights', `${eu}/access-right`],
  ['dcat:DataService', 'dct:accessRights', `${eu}/access-right`],
  ['dcat:Distribution', 'dct:format', `${eu}/file-type`],
  ['dcat:Distribution', 'dcatap:availability', `${eu}/planned-availability`],
  ['dcat:Distribution', 'adms:status', `${admsLists}/status/1.0`],
  ['dct:LicenseDocument', 'dct:type', `${admsLists}/licencetype/1.0`],
  ['foaf:Agent', 'dct:type', `${admsLists}/publishertype/1.0`],
]

function listShape([focus, path, list]: (typeof lists)[number], i: number): string {
  // The list of publishers is itself to be described as one (2.1.1, PublisherTypeRestriction).
  const described = list.includes('publishertype') ? ' sh:class skos:ConceptScheme ;' : ''
  return `:List${i} a sh:NodeShape ; sh:targetClass ${focus} ; sh:property [ sh:path ${path} ; sh:nodeKind sh:IRI ; sh:node [
  sh:property [ sh:path skos:inScheme ; sh:minCount 1 ; sh:nodeKind sh:IRI ;${described} sh:hasValue <${list}> ] ] ] .`
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
    const properties = list.length ? ` ;\n  sh:property ${list.join(' ,\n    ')}` : ''
    return `:${name.split(':')[1]} a sh:NodeShape ; sh:targetClass ${name} ; sh:nodeKind sh:IRI${properties} .`
  })
  .join('\n')}
${lists.map(listShape).join('\n')}
:Taxonomy a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dcat:themeTaxonomy ; sh:nodeKind sh:IRI ; sh:hasValue <${eu}/data-theme> ] ;
  sh:or ( [ sh:path dcat:dataset ; sh:minCount 1 ] [ sh:path dcat:service ; sh:minCount 1 ] ) .
:Digests a sh:NodeShape ; sh:targetObjectsOf spdx:checksumValue ; sh:pattern "^[0-9a-f]+$" .
:Records a sh:NodeShape ; sh:targetClass dcat:CatalogRecord ;
  sh:property [ sh:path foaf:primaryTopic ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:or ( [ sh:class dcat:Catalog ] [ sh:class dcat:Dataset ] [ sh:class dcat:DataService ] ) ] ,
  [ sh:path dct:modified ; sh:minCount 1 ; sh:maxCount 1 ] .
:MediaTypes a sh:NodeShape ; sh:targetObjectsOf dcat:mediaType ;
  sh:pattern "^https://www.iana.org/assignments/media-types/[a-z]+/[a-zA-Z0-9.+-]+$" .
:Formats a sh:NodeShape ; sh:targetObjectsOf dct:format ;
  sh:pattern "^http://publications.europa.eu/resource/authority/file-type/[A-Z_]+$" .
:Themes a sh:NodeShape ; sh:targetObjectsOf dcat:theme ;
  sh:pattern "^http://publications.europa.eu/resource/authority/data-theme/[A-Z]{4}$" .
:Frequencies a sh:NodeShape ; sh:targetObjectsOf dct:accrualPeriodicity ;
  sh:pattern "^http://publications.europa.eu/resource/authority/frequency/[A-Z_]+$" .
`
