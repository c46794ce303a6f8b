import { createHash } from 'node:crypto'
import type { OpenFormat } from '@civitas/contract'
import type { DataParts } from '../../data-parts.ts'
import { formatsOf, mediaTypes } from '../files.ts'
import { type FileRow, listFiles, type OpenRow } from '../site-store.ts'

/** A stable id made from a text, in the form of a UUID (RFC 9562 version 8). */
export function idFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const resourceIdOf = (datasetId: string, format: OpenFormat) => idFrom(`${datasetId}/${format}`)

const stamp = (time: Date | null) => time?.toISOString().replace('Z', '000') ?? null

export const slugOf = (text: string) => idFrom(text).slice(0, 8)

/** A tag of CKAN may hold letters, digits, blank, `-`, `_`, `.` only. */
const tagName = (text: string) => text.replace(/[^\p{L}\p{N}\-_. ]/gu, '-')

export function organisationOf({ identity }: DataParts, id: string) {
  const name = identity.findOrganisation(id)?.name ?? id
  return {
    ...{ id, name: `org-${id.slice(-12)}`, title: name, type: 'organization', description: '' },
    ...{ image_url: '', is_organization: true, state: 'active', approval_status: 'approved' },
  }
}

export function groupOf(theme: string) {
  return {
    ...{ id: idFrom(`group/${theme}`), name: `theme-${slugOf(`group/${theme}`)}`, title: theme },
    ...{ display_name: theme, description: '', image_display_url: '', type: 'group', state: 'active' },
  }
}

export function licenceOf(base: string, licence: string) {
  return {
    ...{ license_id: `lic-${slugOf(`licence/${licence}`)}`, license_title: licence },
    license_url: `${base}/open/licence?name=${encodeURIComponent(licence)}`,
  }
}

/** Open datasets as CKAN packages. */
export async function toPackages(parts: DataParts, base: string, rows: readonly OpenRow[]) {
  const files = await listFiles(parts.kernel.db, rows)
  return rows.map((row) => toPackage(parts, base, row, files))
}

function toPackage(parts: DataParts, base: string, row: OpenRow, files: readonly FileRow[]) {
  const organisation = organisationOf(parts, row.organisation_id)
  const resources = formatsOf(row).map((format, position) => toResource(base, row, format, position, files))
  return {
    ...{
      id: row.id,
      name: row.name,
      title: row.title,
      notes: row.abstract,
      type: 'dataset',
      state: 'active',
    },
    ...{
      private: false,
      isopen: row.opening === 'unconditional',
      version: null,
      url: `${base}/open/datasets/${row.name}`,
    },
    ...{
      author: organisation.title,
      author_email: null,
      maintainer: organisation.title,
      maintainer_email: null,
    },
    ...licenceOf(base, row.licence),
    ...{
      metadata_created: stamp(row.opened_time),
      metadata_modified: stamp(row.version_time ?? row.opened_time),
    },
    ...{ organization: organisation, owner_org: organisation.id, creator_user_id: null },
    groups: [groupOf(row.theme)],
    ...{ num_resources: resources.length, resources, num_tags: row.keywords.length },
    tags: row.keywords.map(tagName).map((name) => ({
      ...{ id: idFrom(`tag/${name}`), name, display_name: name, state: 'active', vocabulary_id: null },
    })),
    extras: [
      { key: 'catalogue_code', value: row.code },
      { key: 'frequency', value: row.cycle },
    ],
    ...{ relationships_as_subject: [], relationships_as_object: [] },
  }
}

function toResource(
  base: string,
  row: OpenRow,
  format: OpenFormat,
  position: number,
  files: readonly FileRow[],
) {
  const file = files.find(
    (one) => one.format === format && one.version_id === row.version_id && one.opening_id === row.opening_id,
  )
  return {
    ...{ id: resourceIdOf(row.id, format), package_id: row.id, position, state: 'active' },
    ...{
      name: `${row.title}.${format}`,
      description: '',
      format: format === 'geojson' ? 'GeoJSON' : format.toUpperCase(),
    },
    ...{
      mimetype: mediaTypes[format].split(';')[0],
      mimetype_inner: null,
      url_type: null,
      resource_type: 'file',
    },
    ...{ url: `${base}/api/open/datasets/${row.name}/files/${format}`, size: file?.bytes ?? null },
    ...{ hash: file ? `sha256:${file.sha256}` : '', cache_url: null, cache_last_updated: null },
    ...{ created: stamp(row.opened_time), last_modified: stamp(row.version_time) },
    metadata_modified: stamp(row.version_time ?? row.opened_time),
    // Rows can be asked for by the CSV of a dataset that is open to everybody.
    datastore_active: format === 'csv' && row.opening === 'unconditional',
  }
}
