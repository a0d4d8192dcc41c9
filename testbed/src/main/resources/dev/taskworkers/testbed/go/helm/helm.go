//go:build tools

// Names what go.mod must provide.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
