"""What an auditor is given beside bundles: a letter to be signed, coins drawn by his nonce, custody by role."""
