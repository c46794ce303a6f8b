import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as contract from '@civitas/contract'
import type { CallerContext } from '../../kernel/http/request.ts'
import { invalid } from '../../kernel/problem.ts'
import type { CityTiles } from './city-tiles/serve-city-tile.ts'
import type { MapsParts } from './index.ts'
import { listLayers } from './list-layers.ts'
import { buildLiveTile, readLiveFeatures } from './live-features.ts'
import { type Box, isTile, type TileAddress } from './tile-address.ts'

const defaultLimit = 5_000
const attribution = '© 城枢 Civitas · 坐标系 CGCS2000'

/** The base tiles for those who may see maps, and the ground for anybody. */
interface BaseTiles {
  staff: CityTiles
  anybody: CityTiles
}

export function bindRoutes(parts: MapsParts, tiles: BaseTiles): void {
  const { kernel, domains, territory } = parts
  const liveTypes = [...new Set(domains.list('thingTypes').map((type) => type.entityType))]
  const layers = listLayers(domains)
  const boundsOfCity = (): [number, number, number, number] => {
    const [west, south, east, north] = territory.bounds() ?? [-180, -85, 180, 85]
    return [west, south, east, north]
  }
  kernel.http.bind(contract.listLayers, () => ({ layers, bounds: boundsOfCity(), attribution }))
  kernel.http.bind(contract.getBaseMap, () => ({ bounds: boundsOfCity(), attribution }))
  kernel.http.bind(contract.getBaseTile, async ({ params: address }, context) => {
    if (!isTile(address)) throw invalid('/params/x', `第 ${address.z} 级没有这块瓦片`)
    return sendCityTile(tiles.anybody, address, context, 'public')
  })
  kernel.http.bind(contract.getTile, async ({ params: { tileSet, ...address } }, context) => {
    if (!isTile(address)) throw invalid('/params/x', `第 ${address.z} 级没有这块瓦片`)
    if (tileSet === 'city') return sendCityTile(tiles.staff, address, context, 'private')
    context.reply.header('cache-control', 'no-store')
    return send(await buildLiveTile(parts, liveTypes, address, context.principal.scope))
  })
  kernel.http.bind(contract.getLiveFeatures, async ({ query }, { principal }) => {
    if (!domains.findEntityType(query.type)) throw invalid('/query/type', `没有“${query.type}”这种实体类型`)
    const features = await readLiveFeatures(parts, {
      types: [query.type],
      box: toBox(query.bbox),
      scope: principal.scope,
      limit: query.limit ?? defaultLimit,
    })
    return { type: 'FeatureCollection', features }
  })
}

/** Base tiles are public geography: the same for everyone who may see maps, so they can be kept by the browser. */
async function sendCityTile(
  tiles: CityTiles,
  address: TileAddress,
  { raw, reply }: CallerContext,
  keeper: 'private' | 'public',
): Promise<Uint8Array> {
  const { body } = await tiles.get(address)
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply.header('etag', tag)
  reply.header('cache-control', `${keeper}, max-age=300, stale-while-revalidate=86400`)
  reply.header('vary', keeper === 'public' ? 'accept-encoding' : 'authorization, accept-encoding')
  if (raw.headers['if-none-match'] === tag) {
    reply.code(304)
    return send(new Uint8Array())
  }
  if (!/\bgzip\b/.test(String(raw.headers['accept-encoding'] ?? ''))) return send(await unpack(body))
  reply.header('content-encoding', 'gzip')
  return body
}

const unpack = promisify(gunzip)

/** Fastify sends a Buffer as it is; any other array of bytes it would print. */
function send(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function toBox(text: string | undefined): Box | undefined {
  if (text === undefined) return undefined
  const numbers = text.split(',').map(Number)
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = numbers
  if (numbers.length !== 4 || !(west <= east) || !(south <= north))
    throw invalid('/query/bbox', '应为 最小经度,最小纬度,最大经度,最大纬度')
  return [west, south, east, north]
}
