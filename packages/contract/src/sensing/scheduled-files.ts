import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** A file of filtered and aggregated series the clock makes: one for each hour, day, week or month gone by. */
export const ScheduledFileInput = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 100 }),
  thingType: Type.String(),
  property: Type.String(),
  division: Type.Optional(DivisionCode),
  bucket: Type.Enum(['none', 'hour', 'day'], {
    default: 'hour',
    description: 'none: readings as they came.',
  }),
  above: Type.Optional(Type.Number({ description: 'Only readings or means from here.' })),
  below: Type.Optional(Type.Number({ description: 'Only readings or means up to here.' })),
  every: Type.Enum(['hour', 'day', 'week', 'month'], { default: 'day' }),
  format: Type.Enum(['csv', 'json'], { default: 'csv' }),
})
export type ScheduledFileInput = Static<typeof ScheduledFileInput>

export const ScheduledFile = Type.Object({
  id: Id,
  ...ScheduledFileInput.properties,
  createdTime: Time,
  createdBy: Type.String(),
  nextTime: Time,
  lastTime: nullable(Time),
  lastError: nullable(Type.String()),
  files: Type.Integer(),
})
export type ScheduledFile = Static<typeof ScheduledFile>

export const ScheduledRun = Type.Object({
  id: Id,
  fromTime: Time,
  toTime: Time,
  madeTime: Time,
  rows: Type.Integer(),
  bytes: Type.Integer(),
  error: nullable(Type.String()),
})
export type ScheduledRun = Static<typeof ScheduledRun>

const params = Type.Object({ id: Id })

export const listScheduledFiles = defineOperation({
  id: 'sensing.listScheduledFiles',
  method: 'GET',
  path: '/api/sensing/scheduled-files',
  permission: 'sensing.read',
  summary: { zh: '定时数据文件列表', en: 'Files made by the clock' },
  query: Type.Object(pageQuery),
  response: pageOf(ScheduledFile),
})

export const createScheduledFile = defineOperation({
  id: 'sensing.createScheduledFile',
  method: 'POST',
  path: '/api/sensing/scheduled-files',
  permission: 'sensing.rules',
  summary: { zh: '设置定时数据文件', en: 'Order files of a series' },
  body: ScheduledFileInput,
  response: ScheduledFile,
  creates: true,
})

export const deleteScheduledFile = defineOperation({
  id: 'sensing.deleteScheduledFile',
  method: 'DELETE',
  path: '/api/sensing/scheduled-files/{id}',
  permission: 'sensing.rules',
  summary: { zh: '取消定时数据文件（连同已生成的文件）', en: 'Cancel them, files included' },
  params,
  response: Done,
})

export const listScheduledRuns = defineOperation({
  id: 'sensing.listScheduledRuns',
  method: 'GET',
  path: '/api/sensing/scheduled-files/{id}/runs',
  permission: 'sensing.read',
  summary: { zh: '已生成的数据文件', en: 'Files made so far' },
  params,
  query: Type.Object(pageQuery),
  response: pageOf(ScheduledRun),
})

export const runScheduledFile = defineOperation({
  id: 'sensing.runScheduledFile',
  method: 'POST',
  path: '/api/sensing/scheduled-files/{id}/runs',
  permission: 'sensing.rules',
  summary: {
    zh: '立即生成一份（不给时段则为上一周期）',
    en: 'Make one now, of the last whole period unless said otherwise',
  },
  params,
  body: Type.Object({ from: Type.Optional(Time), to: Type.Optional(Time) }),
  response: ScheduledRun,
})

export const downloadScheduledRun = defineOperation({
  id: 'sensing.downloadScheduledRun',
  method: 'GET',
  path: '/api/sensing/scheduled-files/{id}/runs/{runId}/content',
  permission: 'sensing.read',
  summary: { zh: '下载数据文件', en: 'Download a file' },
  params: Type.Object({ id: Id, runId: Id }),
  response: Type.String(),
  produces: 'application/octet-stream',
})
