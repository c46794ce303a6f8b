import type { FastifyRequest } from 'fastify'
import type { DataParts } from '../../data-parts.ts'
import { formatsOf, mediaTypes } from '../files.ts'
import { type FileRow, listFiles, listOpen, type OpenRow } from '../site-store.ts'
import { contextOf, type Node, toTurtle, type, typed, zh } from './rdf.ts'

const most = 10_000
const ownLicence = '公共数据开放许可（署名）'
const authority = 'http://publications.europa.eu/resource/authority'
const adms = 'http://purl.org/adms'

/** EU data themes for the themes of the Chinese catalogue guide; what fits none is of government. */
const euThemes: Record<string, string> = {
  ...{
    健康保障: 'HEAL',
    食品药品安全: 'HEAL',
    社会保障: 'SOCI',
    人口: 'SOCI',
    社区治理: 'SOCI',
    社会治理: 'SOCI',
  },
  ...{
    安全生产: 'JUST',
    应急维稳: 'JUST',
    公共安全: 'JUST',
    价格监管: 'ECON',
    市场监管: 'ECON',
    法人单位: 'ECON',
  },
  ...{
    信用体系: 'ECON',
    社会信用: 'ECON',
    宏观经济: 'ECON',
    能源安全: 'ENER',
    城乡建设: 'REGI',
    城市管理: 'REGI',
  },
  ...{ 自然资源和空间地理: 'REGI', 生态环保: 'ENVI' },
}

const frequencies: Record<OpenRow['cycle'], string> = {
  ...{ live: 'UPDATE_CONT', day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', quarter: 'QUARTERLY' },
  ...{ year: 'ANNUAL', irregular: 'IRREG' },
}

const fileTypes = {
  csv: 'CSV',
  xlsx: 'XLSX',
  json: 'JSON',
  geojson: 'GEOJSON',
  parquet: 'PARQUET',
  xml: 'XML',
}

/** Where the site is found from outside. */
export function siteOf(parts: DataParts, raw: FastifyRequest): string {
  return (parts.kernel.config.publicUrl ?? `${raw.protocol}://${raw.host}`).replace(/\/$/, '')
}

export async function catalogueJsonLd(parts: DataParts, raw: FastifyRequest): Promise<string> {
  return JSON.stringify({ '@context': contextOf, ...(await catalogueOf(parts, siteOf(parts, raw))) }, null, 1)
}

export async function catalogueTurtle(parts: DataParts, raw: FastifyRequest): Promise<string> {
  return toTurtle(await catalogueOf(parts, siteOf(parts, raw)))
}

/** The open catalogue after DCAT-AP 3.0 (classes Catalogue, Dataset, Distribution, Data Service, Agent, Kind). */
async function catalogueOf(parts: DataParts, base: string): Promise<Node> {
  const { db } = parts.kernel
  const { items } = await listOpen(db, { limit: most, order: 'name' })
  const files = await listFiles(db, items)
  const modified = items.reduce<Date | null>(
    (last, { version_time }) => (version_time && (!last || version_time > last) ? version_time : last),
    null,
  )
  const issued = items.reduce<Date | null>(
    (first, { opened_time }) => (!first || opened_time < first ? opened_time : first),
    null,
  )
  const spatial = placeOf(parts, base)
  const publisher = agent(base, 'city', '城市数据主管部门')
  return {
    '@id': `${base}/catalogue`,
    ...type('dcat:Catalog'),
    'dct:title': zh('公共数据开放目录'),
    'dct:description': zh('本市向社会开放的公共数据资源目录'),
    'dct:publisher': publisher,
    'dct:language': language(),
    'dct:license': licence(base, ownLicence),
    'foaf:homepage': { '@id': `${base}/open`, ...type('foaf:Document') },
    'dcat:themeTaxonomy': {
      '@id': `${authority}/data-theme`,
      ...type('skos:ConceptScheme'),
      'dct:title': { '@value': 'Data theme', '@language': 'en' },
    },
    ...(spatial ? { 'dct:spatial': spatial } : {}),
    ...(issued ? { 'dct:issued': instant(issued) } : {}),
    ...(modified ? { 'dct:modified': instant(modified) } : {}),
    'dcat:service': serviceOf(base, items, publisher),
    'dcat:dataset': items.map((row) => datasetOf(parts, base, row, files, spatial)),
  }
}

function serviceOf(base: string, rows: readonly OpenRow[], publisher: Node): Node {
  return {
    '@id': `${base}/api/3/action`,
    ...type('dcat:DataService'),
    'dct:title': zh('开放数据查询接口（CKAN）'),
    'dct:description': zh('按 CKAN 动作接口检索目录、读取开放数据的行'),
    'dcat:endpointURL': place(`${base}/api/3/action`),
    'dcat:endpointDescription': place(`${base}/openapi.json`),
    'dct:publisher': { '@id': publisher['@id'] as string },
    'dct:license': { '@id': licenceId(base, ownLicence) },
    'dct:accessRights': accessRight('PUBLIC'),
    'dcat:servesDataset': rows.map((row) => ({ '@id': idOf(base, row) })),
  }
}

const idOf = (base: string, row: OpenRow) => `${base}/open/datasets/${row.name}`

function datasetOf(
  parts: DataParts,
  base: string,
  row: OpenRow,
  files: readonly FileRow[],
  spatial: Node | undefined,
): Node {
  const owner = parts.identity.findOrganisation(row.organisation_id)
  const own = files.filter((one) => one.version_id === row.version_id && one.opening_id === row.opening_id)
  const period = own.find((one) => one.period_from && one.period_to)
  return {
    '@id': idOf(base, row),
    ...type('dcat:Dataset'),
    'dct:title': zh(row.title),
    'dct:description': zh(row.abstract || row.title),
    'dct:identifier': row.code,
    'dcat:keyword': [...new Set([row.theme, ...row.keywords])].map(zh),
    'dcat:theme': {
      ...listed('data-theme', euThemes[row.theme] ?? 'GOVE', 'skos:Concept'),
      'skos:prefLabel': zh(row.theme),
    },
    'dct:language': language(),
    ...(spatial ? { 'dct:spatial': { '@id': spatial['@id'] as string } } : {}),
    ...(period ? { 'dct:temporal': periodOf(base, row, period) } : {}),
    'dct:accessRights': accessRight(row.opening === 'conditional' ? 'RESTRICTED' : 'PUBLIC'),
    'dct:accrualPeriodicity': listed('frequency', frequencies[row.cycle], 'dct:Frequency'),
    'dct:publisher': agent(base, row.organisation_id, owner?.name ?? row.organisation_id),
    'dcat:contactPoint': {
      '@id': `${base}/open#contact-${row.organisation_id}`,
      ...type('vcard:Kind', 'vcard:Organization'),
      'vcard:fn': owner?.name ?? row.organisation_id,
      'vcard:hasURL': { '@id': `${base}/open/requests` },
    },
    'dct:issued': instant(row.opened_time),
    ...(row.version_time ? { 'dct:modified': instant(row.version_time) } : {}),
    'dcat:landingPage': { '@id': `${base}/open/datasets/${row.name}#page`, ...type('foaf:Document') },
    'dcat:distribution': formatsOf(row).map((format) => {
      return distributionOf(
        base,
        row,
        format,
        own.find((one) => one.format === format),
      )
    }),
  }
}

function distributionOf(
  base: string,
  row: OpenRow,
  format: keyof typeof fileTypes,
  file: FileRow | undefined,
): Node {
  const address = `${base}/api/open/datasets/${row.name}/files/${format}`
  const media = mediaTypes[format].split(';')[0] as string
  return {
    '@id': `${base}/open/datasets/${row.name}#${format}`,
    ...type('dcat:Distribution'),
    'dct:title': zh(`${row.title}（${format.toUpperCase()}）`),
    'dct:description': zh(`${row.title}的 ${format.toUpperCase()} 文件`),
    'dcat:accessURL': place(address),
    'dcat:downloadURL': place(address),
    'dct:format': listed('file-type', fileTypes[format], 'dct:MediaTypeOrExtent'),
    'dcat:mediaType': {
      '@id': `https://www.iana.org/assignments/media-types/${media}`,
      ...type('dct:MediaType'),
    },
    'dct:license': licence(base, row.licence),
    'dct:language': language(),
    'dcatap:availability': {
      ...listed('planned-availability', 'STABLE', 'skos:Concept'),
      'skos:prefLabel': zh('长期提供'),
    },
    ...(row.version_time ? { 'dct:modified': instant(row.version_time) } : {}),
    ...(file
      ? {
          'dcat:byteSize': typed(String(file.bytes), 'xsd:nonNegativeInteger'),
          'spdx:checksum': {
            '@id': `${base}/open/datasets/${row.name}#${format}-sha256`,
            ...type('spdx:Checksum'),
            'spdx:algorithm': {
              '@id': 'http://spdx.org/rdf/terms#checksumAlgorithm_sha256',
              ...type('spdx:ChecksumAlgorithm'),
            },
            'spdx:checksumValue': typed(file.sha256, 'xsd:hexBinary'),
          },
        }
      : {}),
  }
}

/** A code of a list of the EU Publications Office; a reader without the list still sees which list it is of. */
function listed(list: string, code: string, ...types: string[]): Node {
  return {
    '@id': `${authority}/${list}/${code}`,
    ...type(...types),
    'skos:inScheme': { '@id': `${authority}/${list}` },
  }
}

/** What is found at an address; DCAT-AP gives such properties the class of all resources. */
const place = (address: string): Node => ({ '@id': address, ...type('rdfs:Resource') })
const language = () => listed('language', 'ZHO', 'dct:LinguisticSystem')
const accessRight = (code: string) => listed('access-right', code, 'dct:RightsStatement')
const instant = (time: Date) => typed(time.toISOString(), 'xsd:dateTime')

function periodOf(base: string, row: OpenRow, { period_from, period_to }: FileRow): Node {
  return {
    '@id': `${idOf(base, row)}#period`,
    ...type('dct:PeriodOfTime'),
    'dcat:startDate': typed(period_from ?? '', 'xsd:date'),
    'dcat:endDate': typed(period_to ?? '', 'xsd:date'),
  }
}

const licenceId = (base: string, name: string) => `${base}/open/licence?name=${encodeURIComponent(name)}`

function licence(base: string, name: string): Node {
  return {
    '@id': licenceId(base, name),
    ...type('dct:LicenseDocument'),
    'dct:title': zh(name),
    'dct:type': concept('licencetype', 'Attribution', '署名'),
  }
}

/** The city as the place data is about. */
function placeOf({ territory }: DataParts, base: string): Node | undefined {
  const [city] = territory.listChildren(null)
  if (!city) return undefined
  const box = territory.bounds()
  return {
    '@id': `${base}/open#division-${city.code}`,
    ...type('dct:Location'),
    'dct:identifier': city.code,
    'skos:prefLabel': zh(city.name),
    ...(box
      ? {
          'dcat:bbox': typed(polygonOf(box), 'geo:wktLiteral'),
          'dcat:centroid': typed(centreOf(box), 'geo:wktLiteral'),
        }
      : {}),
  }
}

const centreOf = ([west, south, east, north]: readonly [number, number, number, number]) =>
  `POINT(${((west + east) / 2).toFixed(6)} ${((south + north) / 2).toFixed(6)})`

/** A box as WKT in CRS84, longitude first (GeoSPARQL 1.0 clause 8.5.1). */
function polygonOf([west, south, east, north]: readonly [number, number, number, number]): string {
  const corners = [west, south, east, south, east, north, west, north, west, south]
  const pairs = corners.flatMap((lon, i) => (i % 2 === 0 ? [`${lon} ${corners[i + 1]}`] : []))
  return `POLYGON((${pairs.join(', ')}))`
}

/** A code of a list of ADMS, with the list itself. */
function concept(list: 'licencetype' | 'publishertype', code: string, label: string): Node {
  return {
    '@id': `${adms}/${list}/${code}`,
    ...type('skos:Concept'),
    'skos:prefLabel': zh(label),
    'skos:inScheme': {
      '@id': `${adms}/${list}/1.0`,
      ...type('skos:ConceptScheme'),
      'dct:title': {
        '@value': list === 'licencetype' ? 'Licence type' : 'Publisher type',
        '@language': 'en',
      },
    },
  }
}

function agent(base: string, id: string, name: string): Node {
  return {
    '@id': `${base}/open?organisation=${id}`,
    ...type('foaf:Agent'),
    'foaf:name': zh(name),
    'dct:type': concept('publishertype', 'LocalAuthority', '地方机关'),
  }
}
