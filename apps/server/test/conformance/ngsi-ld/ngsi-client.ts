import type { TestPlatform } from '../../../src/test-kit/index.ts'

/** What a broker answered. */
export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test looks wherever it likes into an answer
  body: any
}

export type NgsiClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

const account = 'ngsi-tester'
const password = 'correct horse battery'

/** A client that speaks NGSI-LD to a test platform, as an administrator or with another role and divisions. */
export async function ngsiClient(
  city: TestPlatform,
  role = 'administrator',
  divisions = ['990100'],
): Promise<NgsiClient> {
  const name = `${account}-${role}-${divisions.join('-')}`
  await city.identity.addDemoUser({
    ...{ account: name, name, password, roles: [role], divisions, organisationId: null },
  })
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  return async (method, path, body, headers = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(`${city.url}/ngsi-ld/v1${path}`, {
      method,
      headers: { authorization, ...type, ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined }
  }
}

/** The error type of the standard an answer carries. */
export const errorOf = ({ body }: Answer): string =>
  String(body?.type).replace('https://uri.etsi.org/ngsi-ld/errors/', '')
