/** The error a Python caller of ckanapi would get, by its name there. */
export class CkanRefusal extends Error {
  readonly kind: string

  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}

const kinds: Record<string, string> = {
  ...{ 'Search Query Error': 'SearchQueryError', 'Search Error': 'SearchError' },
  ...{ 'Validation Error': 'ValidationError', 'Not Found Error': 'NotFound' },
  'Authorization Error': 'NotAuthorized',
}

/**
 * Calls actions as `ckanapi.RemoteCKAN` of Python does: a POST of JSON to `api/action/<name>` under the address, or a GET with
 * parameters; the key in two headers; errors told apart by their `__type` and nothing else.
 */
export function remoteCkan(address: string, key?: string) {
  const headers = {
    ...{ 'user-agent': 'ckanapi/4.8 (+https://github.com/ckan/ckanapi)', accept: '*/*' },
    ...(key ? { 'X-CKAN-API-Key': key, authorization: key } : {}),
  }
  return {
    // biome-ignore lint/suspicious/noExplicitAny: what an action answers is looked at by the test
    call: async (action: string, given: object = {}): Promise<any> =>
      resultOf(
        await fetch(`${address}/api/action/${action}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(given),
        }),
      ),
    // biome-ignore lint/suspicious/noExplicitAny: what an action answers is looked at by the test
    get: async (action: string, given: Record<string, string | number> = {}): Promise<any> => {
      const query = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, String(value)]))
      return resultOf(await fetch(`${address}/api/action/${action}?${query}`, { headers }))
    },
  }
}

async function resultOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  const body: { success?: boolean; result?: unknown; error?: { __type?: string; message?: string } } =
    text.startsWith('{') ? JSON.parse(text) : {}
  if (body.success) return body.result
  const kind = kinds[body.error?.__type ?? ''] ?? 'CKANAPIError'
  throw new CkanRefusal(kind, body.error?.message ?? `${answer.status} ${text.slice(0, 200)}`)
}
