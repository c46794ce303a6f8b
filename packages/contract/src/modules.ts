import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, oneOf } from './common.ts'
import { defineOperation } from './operation.ts'

/** 模块: registers kept and counted together; declared by a domain, or put together by the city (9+X). */
export const RegisterModule = Type.Object({
  id: Type.String({ description: '`<domain>.<module>`, or the id of one of the city.' }),
  title: LocalTextSchema,
  description: LocalTextSchema,
  own: Type.Boolean({ description: 'Put together by the city; may be taken away again.' }),
  registers: Type.Array(
    Type.Object({
      type: Type.String(),
      title: LocalTextSchema,
      count: Type.Union([Type.Integer(), Type.Null()], {
        description: 'Within the caller’s scope; null without the right to see the register.',
      }),
    }),
  ),
  eventTypes: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema })),
})
export type RegisterModule = Static<typeof RegisterModule>

/** What a register holds in one division: how many, where, and by each of its choices. */
export const RegisterStatistics = Type.Object({
  type: Type.String(),
  title: LocalTextSchema,
  total: Type.Integer(),
  changed: Type.Integer({ description: 'Added or changed in the last 30 days.' }),
  places: Type.Array(
    Type.Object({
      code: Type.Union([Type.String(), Type.Null()], {
        description: 'A division right below; null for what lies in none of them.',
      }),
      name: Type.Union([Type.String(), Type.Null()]),
      count: Type.Integer(),
    }),
  ),
  fields: Type.Array(
    Type.Object({
      attribute: Type.String(),
      title: LocalTextSchema,
      values: Type.Array(
        Type.Object({
          value: Type.Union([Type.String(), Type.Null()], { description: 'Null: not filled in.' }),
          title: Type.Union([LocalTextSchema, Type.Null()]),
          count: Type.Integer(),
        }),
      ),
    }),
  ),
})
export type RegisterStatistics = Static<typeof RegisterStatistics>

const idParams = Type.Object({ id: Type.String({ maxLength: 100 }) })

export const listModules = defineOperation({
  id: 'entities.listModules',
  method: 'GET',
  path: '/api/entities/modules',
  permission: 'entities.read',
  summary: { zh: '业务模块及其登记簿', en: 'Modules of registers' },
  response: Type.Object({ items: Type.Array(RegisterModule) }),
})

export const getModuleStatistics = defineOperation({
  id: 'entities.getModuleStatistics',
  method: 'GET',
  path: '/api/entities/modules/{id}/statistics',
  permission: 'entities.read',
  summary: { zh: '模块统计：按区划、按分类', en: 'Figures of a module by place and choice' },
  params: idParams,
  query: Type.Object({ division: Type.Optional(DivisionCode) }),
  response: Type.Object({
    division: Type.Union([DivisionCode, Type.Null()]),
    registers: Type.Array(RegisterStatistics),
  }),
})

export const saveModule = defineOperation({
  id: 'entities.saveModule',
  method: 'POST',
  path: '/api/entities/modules',
  permission: 'territory.manage',
  summary: { zh: '新增自选模块（9+X）', en: 'Put a module together' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 60 }),
    description: Type.Optional(Type.String({ maxLength: 300 })),
    registers: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 20 }),
  }),
  response: RegisterModule,
  creates: true,
})

export const removeModule = defineOperation({
  id: 'entities.removeModule',
  method: 'DELETE',
  path: '/api/entities/modules/{id}',
  permission: 'territory.manage',
  summary: { zh: '移除自选模块', en: 'Take a module of the city away' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ done: Type.Literal(true) }),
})

const typeParams = Type.Object({ type: Type.String({ maxLength: 100 }) })

export const exportRegister = defineOperation({
  id: 'entities.exportRegister',
  method: 'GET',
  path: '/api/entities/registers/{type}/export',
  permission: 'entities.read',
  summary: { zh: '导出登记簿或空白模板（csv）', en: 'Export a register or its empty template (csv)' },
  params: typeParams,
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    content: Type.Optional(oneOf('rows', 'template')),
  }),
  response: Type.Object({ fileName: Type.String(), rows: Type.Integer(), text: Type.String() }),
})

export const importRegister = defineOperation({
  id: 'entities.importRegister',
  method: 'POST',
  path: '/api/entities/registers/{type}/imports',
  permission: 'entities.write',
  summary: { zh: '按登记簿的列批量导入（xlsx、csv）', en: 'Import rows of a register (xlsx, csv)' },
  params: typeParams,
  body: Type.Object({
    fileName: Type.String({ maxLength: 200 }),
    content: Type.String({ description: 'The file, base64.', maxLength: 14_000_000 }),
    /** Write the rows that are right; without it the file is only checked. */
    commit: Type.Boolean(),
  }),
  response: Type.Object({
    rows: Type.Integer(),
    right: Type.Integer(),
    imported: Type.Integer({
      description: 'New rows; those whose number is registered already are left alone.',
    }),
    problems: Type.Array(Type.Object({ row: Type.Integer(), column: Type.String(), message: Type.String() })),
  }),
})
