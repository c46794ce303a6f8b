export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
/** Of this platform: the divisions an account sees. */
export const placeSchema = 'urn:civitas:params:scim:schemas:extension:place:2.0:User'
export const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

export const extensions = [enterprise, placeSchema] as const
export const mostResults = 200

/** Attributes the platform keeps itself. */
export const readOnly: ReadonlySet<string> = new Set(['id', 'meta', 'groups'])

const names = [
  ...['id', 'externalId', 'meta', 'schemas', 'userName', 'name', 'displayName', 'active', 'password'],
  ...['emails', 'phoneNumbers', 'roles', 'groups', 'members'],
]

/** An attribute as the schemas write it; clients may write it in any letters. */
export function canonicalName(name: string): string {
  return names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name
}

const attribute = (name: string, more: object = {}) => ({
  ...{ name, type: 'string', multiValued: false, required: false, caseExact: false },
  ...{ mutability: 'readWrite', returned: 'default', uniqueness: 'none', ...more },
})
const several = (name: string, description: string, more: object = {}) =>
  attribute(name, {
    ...{ type: 'complex', multiValued: true, description },
    subAttributes: [attribute('value'), attribute('type'), attribute('primary', { type: 'boolean' })],
    ...more,
  })

const schemas = [
  {
    id: userSchema,
    name: 'User',
    description: '工作人员账号',
    attributes: [
      attribute('userName', { required: true, uniqueness: 'server', description: '登录账号' }),
      attribute('name', {
        ...{ type: 'complex', description: '姓名' },
        subAttributes: ['formatted', 'familyName', 'givenName'].map((one) => attribute(one)),
      }),
      attribute('displayName', { description: '姓名' }),
      attribute('active', { type: 'boolean', description: '停用后立即退出登录' }),
      attribute('password', { mutability: 'writeOnly', returned: 'never' }),
      several('emails', '电子邮箱，取首选的一个'),
      several('phoneNumbers', '手机号，取首选的一个'),
      several('roles', '角色，不含管理身份的角色'),
      several('groups', '所属单位', { mutability: 'readOnly' }),
    ],
  },
  {
    id: groupSchema,
    name: 'Group',
    description: '单位',
    attributes: [
      attribute('displayName', { required: true, description: '单位名称' }),
      several('members', '主岗位在本单位的账号'),
    ],
  },
  {
    id: enterprise,
    name: 'EnterpriseUser',
    description: '所属单位',
    attributes: [attribute('organization', { description: '单位名称、简称或编码' })],
  },
  {
    id: placeSchema,
    name: 'PlaceUser',
    description: '数据范围',
    attributes: [
      attribute('divisions', { multiValued: true, description: '区划代码；不给即所属单位的区划' }),
    ],
  },
]

const withMeta = (root: string, kind: string, path: string, one: object) => ({
  ...one,
  meta: { resourceType: kind, location: `${root}${path}` },
})

/** 发现 (RFC 7643 sections 5 to 7). */
export function readDiscovery(root: string, path: string): unknown {
  const schemaList = schemas.map((one) =>
    withMeta(root, 'Schema', `/Schemas/${one.id}`, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
      ...one,
    }),
  )
  const types = [
    {
      ...{ id: 'User', name: 'User', endpoint: '/Users', schema: userSchema },
      schemaExtensions: extensions.map((schema) => ({ schema, required: false })),
    },
    { id: 'Group', name: 'Group', endpoint: '/Groups', schema: groupSchema },
  ].map((one) =>
    withMeta(root, 'ResourceType', `/ResourceTypes/${one.id}`, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      ...one,
    }),
  )
  if (path === '/ServiceProviderConfig') return providerConfig(root)
  if (path === '/Schemas') return listOf(schemaList)
  if (path === '/ResourceTypes') return listOf(types)
  const [, kind, id = ''] = /^\/(Schemas|ResourceTypes)\/(.+)$/.exec(path) ?? []
  if (kind === 'Schemas') return schemaList.find((one) => (one as { id?: string }).id === id)
  return kind ? types.find((one) => (one as { id?: string }).id === id) : undefined
}

export function listOf(resources: unknown[], total = resources.length, startIndex = 1) {
  return {
    ...{ schemas: [listSchema], totalResults: total, startIndex },
    ...{ itemsPerPage: resources.length, Resources: resources },
  }
}

function providerConfig(root: string) {
  return withMeta(root, 'ServiceProviderConfig', '/ServiceProviderConfig', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: mostResults },
    changePassword: { supported: true },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        ...{ type: 'oauthbearertoken', name: 'OAuth Bearer Token', primary: true },
        description: '服务类应用以 client_credentials 在 /oidc/token 取得，scope 为 scim',
      },
    ],
  })
}
