import { Type } from 'typebox'
import { Id, oneOf } from '../common.ts'
import { defineMessage } from '../message.ts'

/** A version of a dataset became the one that is read. Told in the transaction that moved the pointer. */
export const versionPublished = defineMessage(
  'data.version-published',
  Type.Object({
    datasetId: Id,
    versionId: Id,
    number: Type.Integer(),
    rows: Type.Integer(),
    previousVersionId: Type.Union([Id, Type.Null()]),
    runId: Type.Union([Id, Type.Null()]),
  }),
)

/** The catalogue entry of a dataset changed; `fields` when its columns did. */
export const datasetChanged = defineMessage(
  'data.dataset-changed',
  Type.Object({
    datasetId: Id,
    revision: Type.Integer(),
    act: oneOf('created', 'described', 'fields', 'submitted', 'published', 'withdrawn'),
  }),
)
