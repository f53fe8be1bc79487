package dev.durable.example.orders;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

/**
 * Text that is neither blank nor has control characters, which not every database takes.
 */
@NotBlank
@Pattern(regexp = "\\P{Cntrl}*", message = "must not contain control characters")
@Constraint(validatedBy = {})
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT })
@Retention(RetentionPolicy.RUNTIME)
@interface Text {

	String message() default "must be text";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

}
