package org.scst.core.admin;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether the platform is well: the result of every health check; the health bundle registers it as a service.
 *
 * <p><b>Purpose.</b> Asks all health checks with the tag {@code scst}, those of other bundles included. <b>Threading.</b> Thread-safe. <b>Blocking.</b>
 * Waits for the checks, some seconds at most.
 */
@ProviderType
public interface Health {

    /** Runs the checks now; sorted by name. */
    List<Check> examine();

    /** The first of the worst checks that is not well. */
    static Optional<Check> worst(List<Check> checks) {
        return checks.stream().filter(check -> check.status() != Status.OK).max(Comparator.comparing(Check::status));
    }

    /** How well something is, from best to worst. */
    enum Status {
        /** All is well. */
        OK,
        /** It works, and will not for long if nobody looks. */
        WARNING,
        /** It does not work now, and will by itself. */
        TEMPORARILY_UNAVAILABLE,
        /** It does not work. */
        CRITICAL
    }

    /**
     * One check.
     *
     * @param name for example {@code devices}
     * @param tags for choosing among checks
     * @param status worst of its findings
     * @param findings a sentence each
     */
    record Check(String name, List<String> tags, Status status, List<Finding> findings) {

        /** Copies its arguments. */
        public Check {
            tags = List.copyOf(tags);
            findings = List.copyOf(findings);
        }

        /** The first of the worst findings, or the empty string. */
        public String summary() {
            return findings.stream()
                    .max(Comparator.comparing(Finding::status))
                    .map(Finding::text)
                    .orElse("");
        }
    }

    /**
     * What a check has found.
     *
     * @param status of this alone
     * @param text one or two sentences
     */
    record Finding(Status status, String text) {}
}
