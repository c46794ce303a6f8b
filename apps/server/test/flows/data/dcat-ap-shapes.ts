/**
 * What DCAT-AP 3.0 asks of a catalogue, as SHACL: the mandatory properties of its classes, the classes of their values, how
 * often they may stand, and the recommended ones an open catalogue should have.
 */
export const dcatApShapes = `
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix : <urn:shapes:> .

:Catalogue a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
    [ sh:path dcat:service ; sh:class dcat:DataService ] ,
    [ sh:path dct:language ; sh:minCount 1 ; sh:class dct:LinguisticSystem ] ,
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] ,
    [ sh:path foaf:homepage ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Document ] ,
    [ sh:path dcat:themeTaxonomy ; sh:minCount 1 ; sh:class skos:ConceptScheme ] ,
    [ sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] .

:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcat:contactPoint ; sh:minCount 1 ; sh:class vcard:Kind ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ,
    [ sh:path dcat:keyword ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:theme ; sh:minCount 1 ; sh:class skos:Concept ] ,
    [ sh:path dct:accessRights ; sh:maxCount 1 ; sh:class dct:RightsStatement ] ,
    [ sh:path dct:accrualPeriodicity ; sh:maxCount 1 ; sh:class dct:Frequency ] ,
    [ sh:path dct:identifier ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcat:landingPage ; sh:class foaf:Document ] ,
    [ sh:path dct:language ; sh:class dct:LinguisticSystem ] ,
    [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ,
    [ sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] .

:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcatap:availability ; sh:minCount 1 ; sh:maxCount 1 ; sh:class skos:Concept ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:format ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:MediaTypeOrExtent ] ,
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] ,
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:class dct:MediaType ;
      sh:pattern "^https://www.iana.org/assignments/media-types/[a-z]+/[a-zA-Z0-9.+-]+$" ] ,
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
    [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .

:Checksum a sh:NodeShape ; sh:targetClass spdx:Checksum ;
  sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .

:Service a sh:NodeShape ; sh:targetClass dcat:DataService ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:servesDataset ; sh:class dcat:Dataset ] .

:Agent a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
:Kind a sh:NodeShape ; sh:targetClass vcard:Kind ; sh:property [ sh:path vcard:fn ; sh:minCount 1 ] .
:Concept a sh:NodeShape ; sh:targetClass skos:ConceptScheme ; sh:property [ sh:path dct:title ; sh:minCount 1 ] .
`
