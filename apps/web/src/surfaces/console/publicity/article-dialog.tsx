import {
  type Article,
  changeArticle,
  getArticle,
  listArticles,
  listSiteColumns,
  listSites,
  writeArticle,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { publicityTexts } from './publicity.texts.ts'

interface Values {
  columnId: string
  title: string
  summary?: string
  body: string
  keywords?: string[]
  documentNumber?: string
}

/** Columns of the first site of the cluster, or of the one named. */
export function useColumns(code?: string) {
  const sites = useRead(listSites, { query: { limit: 100 } }, { staleMs: 60_000 })
  const site = code ?? sites.data?.items[0]?.code
  const columns = useRead(
    listSiteColumns,
    { params: { code: site ?? '' } },
    { enabled: site !== undefined, staleMs: 60_000 },
  )
  return { sites: sites.data?.items ?? [], site, columns }
}

/** Writes an article, or changes one. */
export function ArticleDialog({ article, onClose }: { article?: Article; onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  const { columns } = useColumns()
  const options = (columns.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))
  const place: DialogField[] = article
    ? []
    : [{ kind: 'choice', name: 'columnId', label: texts.column, required: true, options }]
  const act = ({ columnId, ...given }: Values) => {
    const content = {
      ...(article ? article.content : {}),
      ...{
        title: given.title,
        body: given.body,
        summary: given.summary ?? '',
        keywords: given.keywords ?? [],
      },
      ...(given.documentNumber ? { documentNumber: given.documentNumber } : {}),
    }
    const save = article
      ? client.call(changeArticle, { params: { id: article.id }, body: { content } })
      : client.call(writeArticle, { body: { columnId, content } })
    return save.finally(() => refresh(listArticles, getArticle))
  }
  return (
    <FormDialog<Values>
      title={article ? texts.edit : texts.write}
      width={760}
      first={article?.content}
      fields={[
        ...place,
        { kind: 'text', name: 'title', label: texts.headline, required: true },
        { kind: 'text', name: 'documentNumber', label: texts.documentNumber, maxLength: 60 },
        { kind: 'area', name: 'summary', label: texts.summary, rows: 2, maxLength: 500 },
        { kind: 'choices', name: 'keywords', label: texts.keywords, options: [], tags: true },
        {
          ...{ kind: 'area', name: 'body', label: texts.body, rows: 14, maxLength: 100_000, required: true },
          extra: texts.bodyHint,
        },
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
