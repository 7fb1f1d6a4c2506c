"""newsmonitor: analysts' rules over thousands of sources, one alert a story."""
