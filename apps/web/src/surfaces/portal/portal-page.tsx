import { Loading, ThemeRoot } from '@civitas/ui'

export function PortalPage() {
  return (
    <ThemeRoot theme="light">
      <main>
        <Loading />
      </main>
    </ThemeRoot>
  )
}
