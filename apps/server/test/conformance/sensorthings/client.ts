import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** An answer of the service, with its body parsed when it is JSON. */
export interface Reply {
  status: number
  location: string | null
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes are compared with literals
  body: any
}

export interface Sta {
  city: TestPlatform
  root: string
  get(path: string): Promise<Reply>
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<Reply>
  /** Creates an entity and answers its address below the root. */
  make(path: string, body: unknown): Promise<string>
}

/** A platform and a client of its SensorThings that may do everything in the city. */
export async function startSta(role = 'administrator', divisions?: string[]): Promise<Sta> {
  const city = await startTestPlatform()
  return staOf(city, role, divisions)
}

export async function staOf(city: TestPlatform, role: string, divisions?: string[]): Promise<Sta> {
  const user = await city.signedInAs(role, divisions ? { divisions } : {})
  const root = `${city.url}/sta/v1.1`
  const send: Sta['send'] = async (method, path, body, contentType = 'application/json') => {
    const url = path.startsWith('http') ? path : `${root}/${path}`
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${user.options.token?.()}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: isJson && text ? JSON.parse(text) : text,
    }
  }
  return {
    city,
    root,
    send,
    get: (path) => send('GET', path),
    make: async (path, body) => {
      const { status, location, body: answer } = await send('POST', path, body)
      if (status !== 201 || !location) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`)
      return location.slice(root.length + 1)
    },
  }
}

/** Ids as bodies link by them. */
export function idOf(address: string): string | number {
  const found = /\((?:'(.*)'|(\d+))\)$/.exec(address)
  return found?.[1] ?? Number(found?.[2])
}

export const point = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] })

export const aLocation = (name = '岸边', lon = 118.905, lat = 33.405) => ({
  name,
  description: `${name}的位置`,
  encodingType: 'application/geo+json',
  location: point(lon, lat),
})

export const aSensor = (name = '温度计') => ({
  name,
  description: '铂电阻',
  encodingType: 'application/pdf',
  metadata: 'https://example.org/pt100.pdf',
})

export const aProperty = (name = '气温') => ({
  name,
  description: '空气的温度',
  definition: 'http://dbpedia.org/page/Temperature',
})

export const aStream = (name = '气温流', more: object = {}) => ({
  name,
  description: '每分钟的气温',
  observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
  unitOfMeasurement: { name: 'degree Celsius', symbol: '°C', definition: 'ucum:Cel' },
  Sensor: aSensor(),
  ObservedProperty: aProperty(),
  ...more,
})

/** A Thing with a Location and one Datastream, made in one request. */
export const aThing = (name = '气象站', more: object = {}) => ({
  name,
  description: '试验用',
  properties: { owner: '水务局', height: 10, tags: ['a', 'b'] },
  Locations: [aLocation()],
  Datastreams: [aStream()],
  ...more,
})
