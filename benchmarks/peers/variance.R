# The same model in glmmTMB or lme4, on binomial counts of each (rollout, item): their best case.
#   Rscript variance.R glmmTMB|glmer|glmer0 FILE.csv ...
# Prints one line of JSON a file: CPU seconds of the fit, standard deviations, Wald limits.
suppressMessages({library(lme4); library(glmmTMB)})
args <- commandArgs(TRUE)
tool <- args[1]
parts <- c("model", "context", "model:context", "rollout", "item")
shape <- cbind(k, n - k) ~ 1 + (1 | model) + (1 | context) + (1 | model:context) + (1 | rollout) + (1 | item)
say <- function(x) paste0("[", paste(ifelse(is.finite(x), sprintf("%.5f", x), "NaN"), collapse = ","), "]")
for (file in args[-1]) {
  d <- read.csv(file)
  for (name in c("model", "context", "rollout", "item")) d[[name]] <- factor(d[[name]])
  low <- high <- rep(NaN, 5)
  took <- system.time(fit <- suppressWarnings(switch(tool,
    glmmTMB = glmmTMB(shape, data = d, family = binomial),
    glmer = glmer(shape, data = d, family = binomial),
    glmer0 = glmer(shape, data = d, family = binomial, nAGQ = 0))))
  if (tool == "glmmTMB") {
    sd <- sapply(parts, function(p) attr(VarCorr(fit)$cond[[p]], "stddev"))
    named <- names(VarCorr(fit)$cond)
    at <- names(fit$sdr$par.fixed) == "theta"
    error <- suppressWarnings(sqrt(diag(fit$sdr$cov.fixed)))[at]
    middle <- fit$sdr$par.fixed[at]
    order <- match(parts, named)
    low <- exp(middle - 1.96 * error)[order]
    high <- exp(middle + 1.96 * error)[order]
  } else {
    found <- as.data.frame(VarCorr(fit))
    sd <- found$sdcor[match(parts, found$grp)]
  }
  cpu <- sum(took[c(1, 2)])
  cat(sprintf('{"cpu": %.3f, "sd": %s, "low": %s, "high": %s}\n', cpu, say(sd), say(low), say(high)))
}
