/** Groups of operations a context source can offer (4.20). */
const groups: Record<string, readonly string[]> = {
  federationOps: [
    ...['retrieveEntity', 'queryEntity', 'queryBatch'],
    ...['retrieveEntityTypes', 'retrieveEntityTypeDetails', 'retrieveEntityTypeInfo'],
    ...['retrieveAttrTypes', 'retrieveAttrTypeDetails', 'retrieveAttrTypeInfo'],
    ...[
      'createSubscription',
      'updateSubscription',
      'retrieveSubscription',
      'querySubscription',
      'deleteSubscription',
    ],
  ],
  updateOps: ['updateEntity', 'updateAttrs', 'replaceEntity', 'replaceAttrs'],
  retrieveOps: ['retrieveEntity', 'queryEntity'],
  redirectionOps: [
    ...[
      'createEntity',
      'updateEntity',
      'appendAttrs',
      'updateAttrs',
      'deleteAttrs',
      'deleteEntity',
      'mergeEntity',
    ],
    ...['replaceEntity', 'replaceAttrs', 'purgeEntity', 'retrieveEntity', 'queryEntity'],
    ...['retrieveEntityTypes', 'retrieveEntityTypeDetails', 'retrieveEntityTypeInfo'],
    ...['retrieveAttrTypes', 'retrieveAttrTypeDetails', 'retrieveAttrTypeInfo'],
  ],
}

const more = [
  ...['createBatch', 'upsertBatch', 'updateBatch', 'deleteBatch', 'mergeBatch', 'purgeEntity'],
  ...['upsertTemporal', 'appendAttrsTemporal', 'deleteAttrsTemporal', 'updateAttrInstanceTemporal'],
  ...[
    'deleteAttrInstanceTemporal',
    'deleteTemporal',
    'mergeEntity',
    'replaceEntity',
    'replaceAttrs',
    'mergeBatch',
  ],
  ...['retrieveTemporal', 'queryTemporal', 'retrieveCSource', 'queryCSource'],
]

const known = new Set([...Object.keys(groups), ...Object.values(groups).flat(), ...more])

export function isOperationName(name: string): boolean {
  return known.has(name)
}

/** Every single operation behind some names. */
export function expandOperations(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => groups[name] ?? [name]))
}
