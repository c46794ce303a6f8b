import { listMyOrders } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page, Section } from '../parts/page.tsx'
import { MyTestCalls } from './call-test-drawer.tsx'
import { commandTexts } from './command.texts.ts'
import { OrderLine } from './order-board.tsx'

/** Orders to me and my unit, with the next step of each. */
export function MyOrdersPage() {
  const texts = useTexts(commandTexts)
  const read = useRead(listMyOrders, { query: {} }, { everyMs: 10_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page title={texts.myOrders} narrow>
      <MyTestCalls />
      {read.data.length === 0 ? (
        <EmptyState title={texts.noOrders} why={texts.noOrdersWhy} />
      ) : (
        <Section title={texts.myOrders} extra={read.data.length}>
          {read.data.map((one) => (
            <OrderLine key={one.id} order={one} />
          ))}
        </Section>
      )}
    </Page>
  )
}
