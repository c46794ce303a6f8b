/** Words of RFC 7644 section 3.12 for what was wrong with a request. */
type ScimType =
  | 'invalidFilter'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'

/** A refusal in the format of SCIM. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }

  toBody() {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(this.status),
      ...(this.scimType ? { scimType: this.scimType } : {}),
      detail: this.message,
    }
  }
}

export const wrongValue = (detail: string) => new ScimError(400, detail, 'invalidValue')
export const wrongSyntax = (detail: string) => new ScimError(400, detail, 'invalidSyntax')
export const noResource = (kind: string, id: string) => new ScimError(404, `没有这个${kind}：${id}`)
