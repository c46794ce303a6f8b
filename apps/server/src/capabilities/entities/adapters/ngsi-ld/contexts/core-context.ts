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
  Property Relationship Subscription TemporalProperty Time VocabProperty accept attrs cacheDuration contextSourceAlias
  contextSourceInfo contextSourceUptime cooldown csf data detail endpoint entities entity entityCount error errors expandValues
  format geoQ geoproperty georel idPattern information isActive join jsonKeys lang linkedMaps localOnly location management
  managementInterval mode notUpdated notification notificationTrigger notifierInfo observationInterval observationSpace omit
  operationSpace operations ordering pick q reason receiverInfo refreshRate registrationId registrationName scope scopeQ
  showChanges status subscriptionName sysAttrs temporalQ throttling timeInterval timeout timeproperty timerel timesFailed
  timesSent triggerReason unchanged unitCode updated uri`

const times = `contextSourceTimeAt createdAt deletedAt endAt endTimeAt expiresAt lastFailure lastNotification lastSuccess modifiedAt
  notifiedAt observedAt startAt timeAt`

const identifiers = 'datasetId entityId instanceId subscriptionId success tenant'

const vocabulary = `attributeList attributeName attributeNames attributeTypes attributes propertyNames relationshipNames typeList
  typeName typeNames watchedAttributes`

const lists = 'avg distinctCount entityList jsons max min orderBy stddev sum sumsq totalCount'

const geometry = `Feature FeatureCollection GeometryCollection LineString MultiLineString MultiPoint MultiPolygon Point Polygon
  geometry properties`

/** Members whose property is called otherwise, with what their values are. */
const renamed: ReadonlyArray<[term: string, property: string, how?: Record<string, string>]> = [
  ['value', 'hasValue'],
  ['object', 'hasObject', { '@type': '@id' }],
  ['objectType', 'hasObjectType', { '@type': '@vocab' }],
  ['languageMap', 'hasLanguageMap', { '@container': '@language' }],
  ['vocab', 'hasVocab', { '@type': '@vocab' }],
  ['json', 'hasJSON', { '@type': '@json' }],
  ['valueList', 'hasValueList', { '@container': '@list' }],
  ['objectList', 'hasObjectList', { '@container': '@list' }],
  ['values', 'hasValues', { '@container': '@list' }],
  ['objects', 'hasObjects', { '@container': '@list' }],
  ['languageMaps', 'hasLanguageMaps', { '@container': '@list' }],
  ['vocabs', 'hasVocabs', { '@container': '@list' }],
  ['valueLists', 'hasValueLists', { '@container': '@list' }],
  ['objectLists', 'hasObjectLists', { '@container': '@list' }],
  ['objectsLists', 'hasObjectsLists', { '@container': '@list' }],
  ['previousValue', 'hasPreviousValue'],
  ['previousObject', 'hasPreviousObject', { '@type': '@id' }],
  ['previousLanguageMap', 'hasPreviousLanguageMap', { '@container': '@language' }],
  ['previousVocab', 'hasPreviousVocab', { '@type': '@vocab' }],
  ['previousJson', 'hasPreviousJson', { '@type': '@json' }],
  ['previousValueList', 'hasPreviousValueList', { '@container': '@list' }],
  ['previousObjectList', 'hasPreviousObjectList', { '@container': '@list' }],
  ['dataset', 'hasDataset', { '@container': '@index' }],
  ['contextSourceExtras', 'contextSourceExtras', { '@type': '@json' }],
  ['containedBy', 'isContainedBy'],
  ['entityMap', 'hasEntityMap'],
  ['joinLevel', 'hasJoinLevel'],
  ['key', 'hasKey'],
]

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
    // So written in annex B: they come to lie in the default vocabulary.
    attributeCount: 'attributeCount',
    attributeDetails: 'attributeDetails',
    bbox: { '@id': 'geojson:bbox', '@container': '@list' },
    coordinates: { '@id': 'geojson:coordinates', '@container': '@list' },
    features: { '@id': 'geojson:features', '@container': '@set' },
  }
  for (const word of words(plain)) terms[word] = `ngsi-ld:${word}`
  for (const word of words(times)) terms[word] = { '@id': `ngsi-ld:${word}`, '@type': 'DateTime' }
  for (const word of words(identifiers)) terms[word] = { '@id': `ngsi-ld:${word}`, '@type': '@id' }
  for (const word of words(vocabulary)) terms[word] = { '@id': `ngsi-ld:${word}`, '@type': '@vocab' }
  for (const word of words(lists)) terms[word] = { '@id': `ngsi-ld:${word}`, '@container': '@list' }
  for (const word of words(geometry)) terms[word] = `geojson:${word}`
  for (const [term, property, how] of renamed)
    terms[term] = how ? { '@id': `ngsi-ld:${property}`, ...how } : `ngsi-ld:${property}`
  return { ...terms, '@vocab': defaultVocabulary }
}

/** The core @context as a document; held here so that nothing is fetched to start or to work. */
export const coreContext: { '@context': Record<string, unknown> } = { '@context': define() }
