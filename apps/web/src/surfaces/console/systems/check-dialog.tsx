import { type LinkedSystem, listSystemChecks, startSystemCheck } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Flex, List, Modal, Spin } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { systemTexts } from './systems.texts.ts'

const tones = { passed: undefined, failed: 'bad', waiting: 'loud' } as const

/** Drives a bureau’s system through the cases of the interface, and shows what has come of the newest run. */
export function CheckDialog({ system, onClose }: { system: LinkedSystem; onClose: () => void }) {
  const texts = useTexts(systemTexts)
  const params = { id: system.id }
  const read = useRead(listSystemChecks, { params, query: { limit: 1 } }, { everyMs: 2_000 })
  const run = useMutation({
    mutationFn: () => client.call(startSystemCheck, { params }).finally(() => refresh(listSystemChecks)),
  })
  const newest = read.data?.items[0]
  return (
    <Modal
      open
      title={texts.checkTitle(system.name)}
      onCancel={onClose}
      footer={
        <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
          {texts.check}
        </Button>
      }
    >
      <ProblemNote error={run.error ?? read.error} />
      {read.isLoading ? <Spin /> : null}
      {newest ? (
        <List
          size="small"
          header={`${formatTime(newest.startedTime)} · ${newest.byName}`}
          dataSource={newest.cases}
          renderItem={(one) => (
            <List.Item>
              <Flex justify="space-between" gap={12} style={{ width: '100%' }}>
                <span>{one.title}</span>
                <span>
                  <small>{one.detail}</small>{' '}
                  <StateTag tone={tones[one.state]}>{texts.caseStates[one.state]}</StateTag>
                </span>
              </Flex>
            </List.Item>
          )}
        />
      ) : null}
    </Modal>
  )
}
