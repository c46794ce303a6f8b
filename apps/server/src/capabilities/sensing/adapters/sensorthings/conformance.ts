const requirements = 'http://www.opengis.net/spec/iot_sensing/1.1/req'

/** The requirement classes this service meets (OGC 18-088, 2 and 9.2.1). */
export const conformance = [
  `${requirements}/datamodel`,
  ...[
    'thing',
    'location',
    'historical-location',
    'datastream',
    'sensor',
    'observed-property',
    'observation',
    'feature-of-interest',
  ].flatMap((name) => [
    `${requirements}/datamodel/${name}/properties`,
    `${requirements}/datamodel/${name}/relations`,
  ]),
  `${requirements}/datamodel/entity-control-information/common-control-information`,
  `${requirements}/datamodel/historical-location/historical-location-auto-creation`,
  `${requirements}/resource-path/resource-path-to-entities`,
  `${requirements}/request-data`,
  ...[
    'order',
    'expand',
    'select',
    'status-code',
    'query-status-code',
    'orderby',
    'top',
    'skip',
    'count',
    'filter',
    'built-in-filter-operations',
    'built-in-query-functions',
    'pagination',
  ].map((name) => `${requirements}/request-data/${name}`),
  `${requirements}/create-update-delete`,
  ...[
    'create-entity',
    'link-to-existing-entities',
    'deep-insert',
    'deep-insert-status-code',
    'update-entity',
    'update-entity-put',
    'update-entity-jsonpatch',
    'delete-entity',
    'historical-location-auto-creation',
  ].map((name) => `${requirements}/create-update-delete/${name}`),
  `${requirements}/batch-request/batch-request`,
  `${requirements}/multi-datastream`,
  ...['properties', 'relations', 'constraints'].map((name) => `${requirements}/multi-datastream/${name}`),
  `${requirements}/data-array/data-array`,
  `${requirements}/create-observations-via-mqtt/observations-creation`,
  `${requirements}/receive-updates-via-mqtt/receive-updates`,
]

/** Settings beside the list (OGC 18-088, 9.2.1): where MQTT listens is told by the operator, the topics are these. */
export function readServerSettings() {
  return {
    [`${requirements}/create-observations-via-mqtt/observations-creation`]: { topicPrefix: 'v1.1' },
    [`${requirements}/receive-updates-via-mqtt/receive-updates`]: { topicPrefix: 'v1.1' },
  }
}
