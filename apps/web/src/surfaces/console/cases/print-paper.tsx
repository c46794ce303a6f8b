import { type Case, listCasePapers, printCasePaper } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { papersTexts } from '../case-types/papers.texts.ts'
import { ProblemNote } from '../parts/problem-note.tsx'

/** 打印文书: a paper of the case’s type with its facts; nothing where the type has none. */
export function PrintPaper({ one }: { one: Case }) {
  const texts = useTexts(papersTexts)
  const read = useRead(listCasePapers, { query: { type: one.type } }, { staleMs: 60_000 })
  const run = useMutation({
    mutationFn: async (paperId: string) => {
      const paper = read.data?.items.find((each) => each.id === paperId)
      const file: unknown = await client.call(printCasePaper, { params: { id: one.id, paperId } })
      saveFile(
        new Blob([file as BlobPart], { type: 'application/pdf' }),
        `${one.reference} ${paper?.title ?? ''}.pdf`,
      )
    },
  })
  const papers = (read.data?.items ?? []).filter((each) => each.active)
  if (papers.length === 0) return null
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: papers.map((each) => ({ key: each.id, label: each.title })),
          onClick: ({ key }) => run.mutate(key),
        }}
      >
        <Button loading={run.isPending}>{texts.print}</Button>
      </Dropdown>
      <ProblemNote error={run.error} />
    </>
  )
}
