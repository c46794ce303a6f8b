const ngsi = 'https://uri.etsi.org/ngsi-ld/'

/** Everything without a definition of its own lies here (ETSI GS CIM 009, annex B). */
export const defaultVocabulary = `${ngsi}default-context/`

/** The address of the core @context of the version this broker speaks. */
export const coreContextUrl = `${ngsi}v1/ngsi-ld-core-context-v1.8.jsonld`

/** Whether an address is one of the core @contexts, of any version; all are answered from here. */
export function isCoreContextUrl(url: string): boolean {
  return /^https?:\/\/uri\.etsi\.org\/ngsi-ld\/v1\/ngsi-ld-core-context(-v\d+\.\d+(\.\d+)?)?\.jsonld$/.test(
    url,
  )
}

const plain = `Attribute AttributeList ContextSourceIdentity ContextSourceNotification ContextSourceRegistration Date DateTime
  EntityType EntityTypeInfo EntityTypeList GeoProperty JsonProperty LanguageProperty ListProperty ListRelationship Notification
  Property Relationship Subscription TemporalProperty Time VocabProperty accept attributeCount attributeDetails cacheDuration
  contextSourceAlias contextSourceInfo contextSourceUptime cooldown count csf data detail endpoint entities entityCount
  entityMap errors error format geoQ geoproperty georel idPattern information isActive key lang localOnly location management
  managementInterval mode notification notificationTrigger notifierInfo observationInterval observationSpace operationSpace
  operations q reason receiverInfo refreshRate registrationName scope scopeQ showChanges status subscriptionName sysAttrs
  temporalQ throttling timeInterval timeout timeproperty timerel timesFailed timesSent triggerReason unchanged unitCode updated
  uri`

const times = `contextSourceTimeAt createdAt deletedAt endAt endTimeAt expiresAt lastFailure lastNotification lastSuccess modifiedAt
  notifiedAt observedAt startAt timeAt`

const identifiers = 'datasetId entityId instanceId registrationId subscriptionId success tenant containedBy'

const vocabulary = `attributeName attributeNames attributeTypes attributes attributeList attrs join notUpdated objectType pick omit
  propertyNames relationshipNames typeList typeName typeNames watchedAttributes entityList`

const lists =
  'avg distinctCount max min stddev sum sumsq totalCount values objects languageMaps vocabs jsons objectLists valueLists'

const geometry = `Feature FeatureCollection GeometryCollection LineString MultiLineString MultiPoint MultiPolygon Point Polygon
  geometry properties`

const words = (text: string) => text.split(/\s+/).filter(Boolean)

function define(): Record<string, unknown> {
  const terms: Record<string, unknown> = {
    '@version': 1.1,
    '@protected': true,
    'ngsi-ld': ngsi,
    geojson: 'https://purl.org/geojson/vocab#',
    id: '@id',
    type: '@type',
    title: 'http://purl.org/dc/terms/title',
    description: 'http://purl.org/dc/terms/description',
    value: 'ngsi-ld:hasValue',
    object: { '@id': 'ngsi-ld:hasObject', '@type': '@id' },
    languageMap: { '@id': 'ngsi-ld:hasLanguageMap', '@container': '@language' },
    vocab: { '@id': 'ngsi-ld:hasVocab', '@type': '@vocab' },
    json: { '@id': 'ngsi-ld:hasJSON', '@type': '@json' },
    valueList: { '@id': 'ngsi-ld:hasValueList', '@container': '@list' },
    objectList: { '@id': 'ngsi-ld:hasObjectList', '@container': '@list' },
    bbox: { '@id': 'geojson:bbox', '@container': '@list' },
    coordinates: { '@id': 'geojson:coordinates', '@container': '@list' },
    features: { '@id': 'geojson:features', '@container': '@set' },
  }
  for (const word of words(plain)) terms[word] = `ngsi-ld:${word}`
  for (const word of words(times)) terms[word] = { '@id': `ngsi-ld:${word}`, '@type': 'ngsi-ld:DateTime' }
  for (const word of words(identifiers)) terms[word] = { '@id': `ngsi-ld:${word}`, '@type': '@id' }
  for (const word of words(vocabulary)) terms[word] = { '@id': `ngsi-ld:${word}`, '@type': '@vocab' }
  for (const word of words(lists)) terms[word] = { '@id': `ngsi-ld:${word}`, '@container': '@list' }
  for (const word of words(geometry)) terms[word] = `geojson:${word}`
  return { ...terms, '@vocab': defaultVocabulary }
}

/** The core @context as a document; held here so that nothing is fetched to start or to work. */
export const coreContext: { '@context': Record<string, unknown> } = { '@context': define() }
