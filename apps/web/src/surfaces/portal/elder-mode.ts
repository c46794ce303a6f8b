import { useEffect } from 'react'
import { createStore, useStore } from '../../lib/store.ts'

const KEY = 'civitas.elder'

const elder = createStore(localStorage.getItem(KEY) === 'on')

export function setElderMode(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? 'on' : 'off')
  elder.set(isOn)
}

/** Whether this device shows large text: everything grows with the root size, 22 px for body text. */
export function useElderMode(): boolean {
  const isOn = useStore(elder)
  useEffect(() => {
    document.documentElement.style.fontSize = isOn ? '22px' : ''
    return () => {
      document.documentElement.style.fontSize = ''
    }
  }, [isOn])
  return isOn
}
