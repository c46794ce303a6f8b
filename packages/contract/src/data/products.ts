import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { FieldName } from './datasets.ts'

const Organisation = Type.Object({ id: Id, name: Type.String() })

/** 数据资产: a dataset with its three rights held apart, its cost and its use (GB/T 36343). */
export const DataAsset = Type.Object({
  datasetId: Id,
  name: Type.String(),
  organisationName: Type.String(),
  holder: Organisation,
  processor: Organisation,
  operator: Organisation,
  storagePerGb: Type.Number({ description: 'Cost of storage, yuan for a GB and month.' }),
  valuation: oneOf('cost', 'income', 'market'),
  bytes: Type.Integer(),
  monthlyCost: Type.Number({ description: 'Yuan a month.' }),
  uses: Type.Integer({ description: 'Calls, downloads and deliveries of twelve months.' }),
  lastUsed: Type.Union([Type.String(), Type.Null()], { description: 'Day.' }),
  isIdle: Type.Boolean({ description: '闲置: no call for twelve months.' }),
  advice: oneOf('keep', 'activate', 'archive'),
  registeredTime: Time,
})
export type DataAsset = Static<typeof DataAsset>

export const registerAsset = defineOperation({
  id: 'data.registerAsset',
  method: 'PUT',
  path: '/api/data/assets/{id}',
  permission: 'data.own',
  summary: { zh: '登记数据资产与三权', en: 'Register an asset with its rights' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    holderId: Id,
    processorId: Id,
    operatorId: Id,
    storagePerGb: Type.Number({ minimum: 0, maximum: 100_000 }),
    valuation: oneOf('cost', 'income', 'market'),
  }),
  response: DataAsset,
})

export const listAssets = defineOperation({
  id: 'data.listAssets',
  method: 'GET',
  path: '/api/data/assets',
  permission: 'data.read',
  summary: { zh: '数据资产与闲置清单', en: 'Assets, and those that lie idle' },
  query: Type.Object({ ...pageQuery, isIdle: Type.Optional(Type.Boolean()) }),
  response: pageOf(DataAsset),
})

/** 数据产品: columns of an asset for one scene, after review. Personal columns cannot be sold. */
export const DataProduct = Type.Object({
  id: Id,
  name: Type.String(),
  scene: Type.String(),
  datasetId: Id,
  datasetName: Type.String(),
  columns: Type.Array(FieldName),
  subject: Type.Union([FieldName, Type.Null()], {
    description: 'Column that names the enterprise whose consent is needed.',
  }),
  price: Type.Number({ description: 'Yuan for an order.' }),
  terms: Type.String(),
  state: oneOf('in-review', 'listed', 'refused'),
  reason: Type.Union([Type.String(), Type.Null()]),
  sample: Type.Array(Json),
  orders: Type.Integer(),
  createdTime: Time,
})
export type DataProduct = Static<typeof DataProduct>

export const createProduct = defineOperation({
  id: 'data.createProduct',
  method: 'POST',
  path: '/api/data/products',
  permission: 'data.own',
  summary: { zh: '编制数据产品', en: 'Compose a data product' },
  body: Type.Object({
    name: Type.String({ minLength: 2, maxLength: 100 }),
    scene: Type.String({ minLength: 2, maxLength: 200 }),
    datasetId: Id,
    columns: Type.Array(FieldName, { minItems: 1, maxItems: 100 }),
    subject: Type.Optional(FieldName),
    price: Type.Number({ minimum: 0, maximum: 100_000_000 }),
    terms: Type.String({ minLength: 2, maxLength: 2000 }),
  }),
  response: DataProduct,
  creates: true,
})

export const listProducts = defineOperation({
  id: 'data.listProducts',
  method: 'GET',
  path: '/api/data/products',
  permission: 'data.read',
  summary: { zh: '数据产品', en: 'Data products' },
  query: Type.Object(pageQuery),
  response: pageOf(DataProduct),
})

export const reviewProduct = defineOperation({
  id: 'data.reviewProduct',
  method: 'POST',
  path: '/api/data/products/{id}/review',
  permission: 'data.review',
  summary: { zh: '审核数据产品', en: 'Review a product' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ approve: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: DataProduct,
})

/** 授权: an enterprise lets its data go to a buyer of a product; the token is shown once and is good for one of them. */
export const giveConsent = defineOperation({
  id: 'data.giveConsent',
  method: 'POST',
  path: '/api/data/products/{id}/consents',
  permission: 'data.own',
  summary: { zh: '登记企业授权', en: 'Register the consent of an enterprise' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    subject: Type.String({ minLength: 1, maxLength: 100, description: 'Its value in the subject column.' }),
    buyer: Type.String({ minLength: 1, maxLength: 100 }),
    until: Time,
  }),
  response: Type.Object({ token: Type.String() }),
  creates: true,
})

/** 订单: what was delivered, and how many enterprises were left out for want of consent. */
export const ProductOrder = Type.Object({
  id: Id,
  productId: Id,
  productName: Type.String(),
  buyer: Type.String(),
  asked: Type.Integer(),
  delivered: Type.Integer(),
  excluded: Type.Integer(),
  price: Type.Number({ description: 'Yuan: the price of the product when it was ordered.' }),
  note: Type.String(),
  sm3: Type.String({ description: 'Digest of the rows delivered.' }),
  settlement: oneOf('local', 'waiting', 'sent', 'settled'),
  time: Time,
})
export type ProductOrder = Static<typeof ProductOrder>

export const orderProduct = defineOperation({
  id: 'data.orderProduct',
  method: 'POST',
  path: '/api/data/products/{id}/orders',
  permission: 'data.own',
  summary: { zh: '按订单交付数据产品', en: 'Deliver an order of a product' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    buyer: Type.String({ minLength: 1, maxLength: 100 }),
    subjects: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 10_000 }),
    tokens: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 10_000 }),
  }),
  response: Type.Object({ ...ProductOrder.properties, rows: Type.Array(Json) }),
  creates: true,
})

export const listProductOrders = defineOperation({
  id: 'data.listProductOrders',
  method: 'GET',
  path: '/api/data/product-orders',
  permission: 'data.read',
  summary: { zh: '数据产品订单', en: 'Orders of products' },
  query: Type.Object(pageQuery),
  response: pageOf(ProductOrder),
})

/** 收益: what the products of one scene brought in a period (PLT-066). */
export const SceneBenefit = Type.Object({
  scene: Type.String(),
  products: Type.Integer(),
  buyers: Type.Integer(),
  orders: Type.Integer(),
  delivered: Type.Integer({ description: 'Rows.' }),
  excluded: Type.Integer({ description: 'Enterprises left out for want of consent.' }),
  revenue: Type.Number({ description: 'Yuan: the price of each order that delivered something.' }),
  settled: Type.Number({ description: 'Yuan of it that a trading platform settled.' }),
  lastTime: Type.Union([Time, Type.Null()]),
})
export type SceneBenefit = Static<typeof SceneBenefit>

export const listSceneBenefits = defineOperation({
  id: 'data.listSceneBenefits',
  method: 'GET',
  path: '/api/data/scene-benefits',
  permission: 'data.read',
  summary: { zh: '按场景统计数据产品收益', en: 'What products brought, by scene' },
  query: Type.Object({
    from: Type.Optional(Type.String({ format: 'date' })),
    to: Type.Optional(Type.String({ format: 'date' })),
  }),
  response: Type.Object({ items: Type.Array(SceneBenefit), revenue: Type.Number() }),
})

export const setTradingPlatform = defineOperation({
  id: 'data.setTradingPlatform',
  method: 'PUT',
  path: '/api/data/trading-platform',
  permission: 'data.operate',
  summary: { zh: '设置对接的数据交易平台', en: 'Set the trading platform to tell of listings and orders' },
  body: Type.Object({
    url: Type.Union([Type.String({ pattern: '^https?://', maxLength: 300 }), Type.Null()]),
  }),
  response: Type.Object({ url: Type.Union([Type.String(), Type.Null()]), waiting: Type.Integer() }),
})
