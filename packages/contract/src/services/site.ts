import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Code = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,39}$' })
const reason = Type.String({ minLength: 2, maxLength: 500 })

/** A site of the cluster: the city’s own, a bureau’s, a county’s. A closed one leads elsewhere (政府网站发展指引, 国办发〔2017〕47号). */
export const Site = Type.Object({
  id: Id,
  code: Code,
  name: Type.String(),
  kind: oneOf('main', 'government', 'bureau', 'county'),
  organisationId: nullable(Id),
  organisationName: nullable(Type.String()),
  filing: nullable(Type.String({ description: 'Filing number of the site (ICP 备案).' })),
  state: oneOf('open', 'closed'),
  redirectTo: nullable(Type.String()),
})
export type Site = Static<typeof Site>

/** `disclosure` columns are those the law asks for (政府信息公开条例 第二十条). */
export const SiteColumnKind = oneOf('news', 'disclosure', 'policy', 'interaction')

export const SiteColumn = Type.Object({
  id: Id,
  siteId: Id,
  code: Code,
  title: Type.String(),
  kind: SiteColumnKind,
  organisationId: nullable(Id),
  organisationName: nullable(Type.String()),
  updateDays: nullable(
    Type.Integer({ description: 'Something must be published at least every so many days.' }),
  ),
  retentionYears: nullable(Type.Integer()),
  articles: Type.Integer({ description: 'Published articles.' }),
  lastPublishedTime: nullable(Time),
  isOverdue: Type.Boolean(),
})
export type SiteColumn = Static<typeof SiteColumn>

/** Text is written in paragraphs: `## ` heads, `- ` list lines, `[words](address)` links. */
/** Where an article is shown; each of them asks for its own. */
export const SiteChannel = oneOf('web', 'app', 'mini-program', 'kiosk', 'tv', 'hotline')
export type SiteChannel = Static<typeof SiteChannel>

export const ArticleContent = Type.Object({
  title: Type.String({ minLength: 2, maxLength: 200 }),
  summary: Type.String({ maxLength: 500 }),
  body: Type.String({ minLength: 1, maxLength: 100_000 }),
  keywords: Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: 10 }),
  documentNumber: Type.Optional(Type.String({ maxLength: 60, description: '文号' })),
  validity: Type.Optional(oneOf('valid', 'revised', 'invalid')),
  validUntil: Type.Optional(Type.String({ format: 'date' })),
  interprets: Type.Optional(Id),
  items: Type.Optional(
    Type.Array(Type.String({ maxLength: 80 }), { maxItems: 20, description: 'Service items it is about.' }),
  ),
  channels: Type.Optional(
    Type.Array(SiteChannel, { minItems: 1, uniqueItems: true, description: 'Absent: all channels.' }),
  ),
})
export type ArticleContent = Static<typeof ArticleContent>

/** What a check found; `refuse` stops publication. */
export const ArticleFinding = Type.Object({
  kind: oneOf('personal', 'sensitive-word', 'wrong-name', 'dead-link'),
  weight: oneOf('refuse', 'warn'),
  text: Type.String(),
  excerpt: Type.String({ description: 'The place, with numbers of persons hidden.' }),
})
export type ArticleFinding = Static<typeof ArticleFinding>

/** 三审: each step by somebody else than the step before, none by the author. */
export const ArticleStep = oneOf('first', 'second', 'third')
export type ArticleStep = Static<typeof ArticleStep>
export const ArticleState = oneOf('draft', 'first', 'second', 'third', 'scheduled', 'published', 'withdrawn')
export type ArticleState = Static<typeof ArticleState>

export const Article = Type.Object({
  id: Id,
  siteId: Id,
  columnId: Id,
  columnTitle: Type.String(),
  number: nullable(Type.String({ description: '索引号' })),
  content: ArticleContent,
  version: Type.Integer(),
  state: ArticleState,
  findings: Type.Array(ArticleFinding),
  reviews: Type.Array(
    Type.Object({
      version: Type.Integer(),
      step: ArticleStep,
      decision: oneOf('approve', 'refuse'),
      reason: nullable(Type.String()),
      userName: Type.String(),
      time: Time,
    }),
  ),
  publishAt: nullable(Time),
  publishedTime: nullable(Time),
  publishedVersion: nullable(Type.Integer()),
  withdrawnReason: nullable(Type.String()),
  authorName: Type.String(),
  changedTime: Time,
  visits: Type.Integer(),
  useful: Type.Integer(),
  notUseful: Type.Integer(),
})
export type Article = Static<typeof Article>

/** An article as anybody reads it. */
export const PublishedArticle = Type.Object({
  id: Id,
  siteCode: Code,
  columnId: Id,
  columnTitle: Type.String(),
  columnKind: SiteColumnKind,
  organisationName: nullable(Type.String()),
  number: nullable(Type.String()),
  content: ArticleContent,
  version: Type.Integer(),
  publishedTime: Time,
  interpretedBy: Type.Array(Type.Object({ id: Id, title: Type.String() })),
})
export type PublishedArticle = Static<typeof PublishedArticle>

export const listSites = defineOperation({
  id: 'services.listSites',
  method: 'GET',
  path: '/api/services/sites',
  permission: 'public',
  summary: { zh: '网站群名录', en: 'List the sites of the cluster' },
  query: Type.Object(pageQuery),
  response: pageOf(Site),
})

export const saveSite = defineOperation({
  id: 'services.saveSite',
  method: 'POST',
  path: '/api/services/sites',
  permission: 'services.publish',
  summary: { zh: '登记网站', en: 'Register a site or change it' },
  body: Type.Object({
    code: Code,
    name: Type.String({ minLength: 2, maxLength: 80 }),
    kind: Site.properties.kind,
    organisationId: Type.Optional(Id),
    filing: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  response: Site,
})

export const closeSite = defineOperation({
  id: 'services.closeSite',
  method: 'POST',
  path: '/api/services/sites/{code}/closure',
  permission: 'services.publish',
  summary: { zh: '关停网站并跳转', en: 'Close a site; it leads elsewhere and its articles are kept' },
  params: Type.Object({ code: Code }),
  body: Type.Object({ redirectTo: Code }),
  response: Site,
})

export const listSiteColumns = defineOperation({
  id: 'services.listSiteColumns',
  method: 'GET',
  path: '/api/services/sites/{code}/columns',
  permission: 'public',
  summary: { zh: '网站栏目', en: 'List the columns of a site' },
  params: Type.Object({ code: Code }),
  response: Type.Object({ items: Type.Array(SiteColumn) }),
})

export const saveSiteColumn = defineOperation({
  id: 'services.saveSiteColumn',
  method: 'POST',
  path: '/api/services/sites/{code}/columns',
  permission: 'services.publish',
  summary: { zh: '设置栏目', en: 'Make a column or change it' },
  params: Type.Object({ code: Code }),
  body: Type.Object({
    code: Code,
    title: Type.String({ minLength: 2, maxLength: 40 }),
    kind: SiteColumnKind,
    organisationId: Type.Optional(Id),
    updateDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
    retentionYears: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  }),
  response: SiteColumn,
})

export const listArticles = defineOperation({
  id: 'services.listArticles',
  method: 'GET',
  path: '/api/services/articles',
  permission: 'services.edit',
  summary: { zh: '查询稿件', en: 'List articles in any state' },
  query: Type.Object({
    ...pageQuery,
    site: Type.Optional(Code),
    column: Type.Optional(Id),
    state: Type.Optional(ArticleState),
  }),
  response: pageOf(Article),
})

export const getArticle = defineOperation({
  id: 'services.getArticle',
  method: 'GET',
  path: '/api/services/articles/{id}',
  permission: 'services.edit',
  summary: { zh: '稿件详情', en: 'Read an article with its reviews' },
  params: Type.Object({ id: Id }),
  response: Article,
})

export const writeArticle = defineOperation({
  id: 'services.writeArticle',
  method: 'POST',
  path: '/api/services/articles',
  permission: 'services.edit',
  summary: { zh: '起草稿件', en: 'Write an article' },
  body: Type.Object({ columnId: Id, content: ArticleContent }),
  response: Article,
  creates: true,
})

export const changeArticle = defineOperation({
  id: 'services.changeArticle',
  method: 'PUT',
  path: '/api/services/articles/{id}',
  permission: 'services.edit',
  summary: {
    zh: '修改稿件',
    en: 'Change an article; what is published stays up until the change is reviewed',
  },
  params: Type.Object({ id: Id }),
  body: Type.Object({ content: ArticleContent }),
  response: Article,
})

export const submitArticle = defineOperation({
  id: 'services.submitArticle',
  method: 'POST',
  path: '/api/services/articles/{id}/submission',
  permission: 'services.edit',
  summary: { zh: '送审', en: 'Send an article to review; the checks run' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ publishAt: Type.Optional(Time) }),
  response: Article,
})

export const reviewArticle = defineOperation({
  id: 'services.reviewArticle',
  method: 'POST',
  path: '/api/services/articles/{id}/reviews',
  permission: 'services.edit',
  summary: { zh: '三审', en: 'Review an article; the third step publishes and needs the right to' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    step: ArticleStep,
    decision: oneOf('approve', 'refuse'),
    reason: Type.Optional(reason),
  }),
  response: Article,
})

export const withdrawArticle = defineOperation({
  id: 'services.withdrawArticle',
  method: 'POST',
  path: '/api/services/articles/{id}/withdrawal',
  permission: 'services.publish',
  summary: { zh: '撤稿', en: 'Withdraw a published article' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason }),
  response: Article,
})

export const listPublished = defineOperation({
  id: 'services.listPublished',
  method: 'GET',
  path: '/api/services/published',
  permission: 'public',
  summary: { zh: '检索已发布内容', en: 'Find published articles' },
  query: Type.Object({
    ...pageQuery,
    site: Type.Optional(Code),
    column: Type.Optional(Id),
    kind: Type.Optional(SiteColumnKind),
    validity: Type.Optional(oneOf('valid', 'revised', 'invalid')),
    channel: Type.Optional(SiteChannel),
  }),
  response: pageOf(PublishedArticle),
})

export const readPublished = defineOperation({
  id: 'services.readPublished',
  method: 'GET',
  path: '/api/services/published/{id}',
  permission: 'public',
  summary: { zh: '阅读文章', en: 'Read a published article' },
  params: Type.Object({ id: Id }),
  query: Type.Object({ channel: Type.Optional(SiteChannel) }),
  response: PublishedArticle,
})

export const rateArticle = defineOperation({
  id: 'services.rateArticle',
  method: 'POST',
  path: '/api/services/published/{id}/usefulness',
  permission: 'public',
  summary: { zh: '评价是否有用', en: 'Say whether an article was useful' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ useful: Type.Boolean() }),
  response: Done,
})

/** The units people may turn to: the government and its bureaus of the city. */
export const listPublicUnits = defineOperation({
  id: 'services.listPublicUnits',
  method: 'GET',
  path: '/api/services/units',
  permission: 'public',
  summary: { zh: '可申请和提问的单位', en: 'List the units people may turn to' },
  response: Type.Object({ items: Type.Array(Type.Object({ id: Id, name: Type.String() })) }),
})

export const SiteWord = Type.Object({
  word: Type.String({ minLength: 2, maxLength: 40 }),
  kind: oneOf('sensitive', 'wrong-name'),
  instead: nullable(Type.String({ maxLength: 80 })),
})
export type SiteWord = Static<typeof SiteWord>

export const listSiteWords = defineOperation({
  id: 'services.listSiteWords',
  method: 'GET',
  path: '/api/services/site-words',
  permission: 'services.edit',
  summary: { zh: '敏感词与错误名称', en: 'List the words a check looks for' },
  query: Type.Object(pageQuery),
  response: pageOf(SiteWord),
})

export const putSiteWord = defineOperation({
  id: 'services.putSiteWord',
  method: 'POST',
  path: '/api/services/site-words',
  permission: 'services.publish',
  summary: { zh: '维护检查词', en: 'Keep a word the check looks for' },
  body: SiteWord,
  response: SiteWord,
})

export const getSiteFigures = defineOperation({
  id: 'services.getSiteFigures',
  method: 'GET',
  path: '/api/services/site-figures',
  permission: 'services.edit',
  summary: { zh: '网站运行情况', en: 'How the sites are kept and used' },
  response: Type.Object({
    published: Type.Integer(),
    waiting: Type.Integer(),
    visits: Type.Integer(),
    useful: Type.Integer(),
    notUseful: Type.Integer(),
    overdueColumns: Type.Array(
      Type.Object({ siteName: Type.String(), title: Type.String(), lastPublishedTime: nullable(Time) }),
    ),
    emptySearches: Type.Array(Type.Object({ words: Type.String(), times: Type.Integer() })),
    troubled: Type.Array(
      Type.Object({ id: Id, title: Type.String(), findings: Type.Array(ArticleFinding) }),
      { description: 'Published articles the daily check finds fault with.' },
    ),
  }),
})
