import { type ThemeConfig, theme } from 'antd';
import { useSyncExternalStore } from 'react';

const darkQuery = '(prefers-color-scheme: dark)';

function subscribe(changed: () => void) {
  const query = matchMedia(darkQuery);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** The Ant Design theme for the colour scheme that the system asks for; styles.css holds the same palette. */
export function useAppearance(): ThemeConfig {
  const dark = useSyncExternalStore(subscribe, () => matchMedia(darkQuery).matches);
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#5b93d6' : '#1d4f91',
      colorLink: dark ? '#7fb0ea' : '#1d4f91',
      colorBgLayout: dark ? '#14171c' : '#f3f5f8',
      colorBgContainer: dark ? '#1c2027' : '#ffffff',
      colorBgElevated: dark ? '#262b34' : '#ffffff',
      borderRadius: 6,
      controlHeight: 30,
      controlHeightSM: 24,
      fontSize: 14,
      fontFamily: 'var(--font)',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Table: {
        cellPaddingBlock: 7,
        cellPaddingInline: 10,
        headerBg: dark ? '#222731' : '#f7f9fb',
        headerSplitColor: 'transparent',
      },
      Card: { headerFontSize: 14 },
    },
  };
}
